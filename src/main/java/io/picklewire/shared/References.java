package io.picklewire.shared;

import io.picklewire.pickle.Sealed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which shared objects the values kept in an object refer to, and how often. Guarded by that object. */
final class References {
    private final Map<String, Integer> counts = new HashMap<>();

    /** A value is kept from now on. */
    void retain(@Nullable Object stored) {
        if (stored instanceof Sealed sealed) {
            for (String ident : sealed.references()) {
                counts.merge(ident, 1, Integer::sum);
            }
        }
    }

    /** A value that was kept is kept no longer. */
    void release(@Nullable Object stored) {
        if (!counts.isEmpty() && stored instanceof Sealed sealed) {
            for (String ident : sealed.references()) {
                counts.computeIfPresent(ident, (any, count) -> count > 1 ? count - 1 : null);
            }
        }
    }

    List<String> idents() {
        return List.copyOf(counts.keySet());
    }
}
