package io.picklewire.shared;

import io.picklewire.pickle.Sealed;
import io.picklewire.python.PyDict;
import io.picklewire.python.Repr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code repr} of what an object keeps, sealed or not. */
final class StoredRepr {
    private StoredRepr() {}

    static String of(@Nullable Object value, int protocol) {
        Object opened = open(value);
        return protocol <= 2 ? Repr.python2(opened) : Repr.of(opened);
    }

    private static @Nullable Object open(@Nullable Object value) {
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
