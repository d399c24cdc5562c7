package io.picklewire.shared;

import io.picklewire.pickle.ProxyReferences;
import io.picklewire.python.PyObject;
import io.picklewire.python.PySet;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which shared objects the values kept in an object refer to, and how often; and how large those values are together.
 * What is kept changes under the object's lock alone; it can be asked for by any thread.
 */
final class StoredReferences {
    private final Map<String, Integer> counts = new HashMap<>();
    /** What was taken out lately is on its way to a client, which will count a reference of its own. */
    private final Set<String> released = new HashSet<>();

    private long bytes;

    /** A value is kept from now on. */
    void retain(@Nullable Object stored) {
        if (stored instanceof Sealed sealed) {
            bytes += sealed.size();
            count(sealed.references());
        }
    }

    /** A value that was kept is kept no longer. */
    void release(@Nullable Object stored) {
        if (stored instanceof Sealed sealed) {
            bytes -= sealed.size();
            if (!counts.isEmpty()) {
                drop(sealed.references());
            }
        }
    }

    /** How large the values are, in bytes. */
    long bytes() {
        return bytes;
    }

    /** A key or a member, which is kept opened, is kept from now on. */
    void retainKey(@Nullable Object key) {
        count(inKey(key));
    }

    /** A key or a member that was kept is kept no longer. */
    void releaseKey(@Nullable Object key) {
        if (!counts.isEmpty()) {
            drop(inKey(key));
        }
    }

    private void count(List<String> idents) {
        if (!idents.isEmpty()) {
            synchronized (this) {
                idents.forEach(ident -> counts.merge(ident, 1, Integer::sum));
            }
        }
    }

    private void drop(List<String> idents) {
        if (!idents.isEmpty()) {
            synchronized (this) {
                released.addAll(idents);
                idents.forEach(ident -> counts.computeIfPresent(ident, (any, count) -> count > 1 ? count - 1 : null));
            }
        }
    }

    /** Most keys are text and numbers. */
    private static List<String> inKey(@Nullable Object key) {
        return key instanceof PyObject || key instanceof PyTuple || key instanceof PySet
                ? ProxyReferences.in(key)
                : List.of();
    }

    /** Which objects are referred to, or were since this was last asked. */
    synchronized Collection<String> takeIdents() {
        if (released.isEmpty()) {
            return List.copyOf(counts.keySet());
        }
        Set<String> idents = new HashSet<>(released);
        idents.addAll(counts.keySet());
        released.clear();
        return idents;
    }
}
