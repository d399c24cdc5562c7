package io.picklewire.shared;

import io.picklewire.pickle.Sealed;
import io.picklewire.python.PyDict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an object keeps, as the Python value that it is. */
final class StoredValue {
    private StoredValue() {}

    /** The value; a list or dict with its items and values opened. */
    static @Nullable Object open(@Nullable Object value) {
        if (value instanceof List<?> list) {
            List<@Nullable Object> opened = new ArrayList<>(list.size());
            list.forEach(item -> opened.add(Sealed.open(item)));
            return opened;
        }
        if (value instanceof PyDict dict) {
            PyDict opened = new PyDict();
            for (Map.Entry<?, ?> entry : dict.entrySet()) {
                opened.put(entry.getKey(), Sealed.open(entry.getValue()));
            }
            return opened;
        }
        return Sealed.open(value);
    }
}
