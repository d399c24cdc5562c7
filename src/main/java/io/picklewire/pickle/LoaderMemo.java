package io.picklewire.pickle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The unpickler's memo. Its size follows the number of entries, whatever numbers they have. Not thread-safe. */
final class LoaderMemo {
    private final List<@Nullable Object> dense = new ArrayList<>();
    private final Map<Long, @Nullable Object> sparse = new HashMap<>();

    /** MEMOIZE: the next number is how many entries there are. */
    void add(@Nullable Object value) {
        put(dense.size() + sparse.size(), value);
    }

    void put(long index, @Nullable Object value) {
        if (index < dense.size()) {
            dense.set((int) index, value);
        } else if (index == dense.size()) {
            dense.add(value);
        } else {
            sparse.put(index, value);
        }
    }

    @Nullable
    Object get(long index, OpcodeCursor cursor) {
        if (index >= 0 && index < dense.size()) {
            return dense.get((int) index);
        }
        if (!sparse.containsKey(index)) {
            throw cursor.failure("memo entry " + index + " was never made");
        }
        return sparse.get(index);
    }
}
