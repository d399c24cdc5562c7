package io.picklewire.shared;

import io.picklewire.python.PyDict;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an object keeps, as the Python value that it is. */
public final class StoredValue {
    private StoredValue() {}

    /** The value; a list, a dict or another collection made for the occasion, with its items and values opened. */
    public static @Nullable Object open(@Nullable Object value) {
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
        if (value instanceof PyObject object) {
            object.items().replaceAll(Sealed::open);
            object.entries().forEach(entry -> entry.setValue(Sealed.open(entry.getValue())));
            return object.args() instanceof PyTuple args && args.size() == 1 && args.get(0) instanceof PyDict counts
                    ? new PyObject(object.construction(), object.callable(), PyTuple.of(open(counts)), null)
                    : object;
        }
        return Sealed.open(value);
    }
}
