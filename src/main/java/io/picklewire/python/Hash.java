package io.picklewire.python;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hashes values so that those which are equal in Python have one hash. A part that is shared is hashed once. As
 * since Python 3.10, a NaN hashes by its identity, by which alone it can be found. Not thread-safe.
 */
final class Hash {
    private static final int DEPTH_LIMIT = 1000;

    private final IdentityHashMap<Object, Integer> done = new IdentityHashMap<>();
    private int depth;
    /** How often a part was met whose hash may change: a tuple around it must not keep its own. */
    private int changeable;

    /** @throws PyException TypeError when Python cannot hash the value */
    static int of(@Nullable Object value) {
        if (value instanceof String text) {
            return SipHash.of(text);
        }
        if (value instanceof Integer number) {
            return SipHash.of(number);
        }
        return new Hash().key(value);
    }

    private int key(@Nullable Object given) {
        Object value = ComparableForm.of(given);
        boolean mutable = value instanceof List
                || value instanceof Map
                || (value instanceof Set && !(value instanceof PySet set && set.isFrozen()))
                || value instanceof PyByteArray
                || value instanceof PySlice;
        if (mutable) {
            throw PyException.typeError("unhashable type: '" + TypeName.of(given) + "'");
        }
        return value instanceof PyTuple tuple ? tuple(tuple, true) : part(value);
    }

    /** Hashes a part of an object too, which may be unhashable by itself. */
    int part(@Nullable Object given) {
        Object value = ComparableForm.of(given);
        if (value instanceof PyTuple tuple) {
            return tuple(tuple, false);
        }
        if (value instanceof PySet set) {
            return set.hashCode();
        }
        if (value == null || !ContainerKind.is(value)) {
            return ScalarHash.of(value);
        }
        changeable++;
        Integer known = done.get(value);
        if (known != null) {
            return known;
        }
        enter(value);
        return leave(value, composite(value));
    }

    private int tuple(PyTuple tuple, boolean keysOnly) {
        if (tuple.knownHash() != 0) {
            return tuple.knownHash();
        }
        Integer known = done.get(tuple);
        if (known != null) {
            changeable++;
            return known;
        }
        int before = changeable;
        enter(tuple);
        SipHash hash = new SipHash();
        for (Object item : tuple) {
            hash.add(keysOnly ? key(item) : part(item));
        }
        int result = leave(tuple, hash.add(tuple.size()).finish());
        if (keysOnly && changeable == before) {
            done.remove(tuple);
            tuple.keepHash(result);
        }
        return result;
    }

    private void enter(Object value) {
        if (++depth > DEPTH_LIMIT) {
            throw PyException.recursionError("maximum recursion depth exceeded while hashing");
        }
        done.put(value, depth); // a value that contains itself ends here
    }

    private int leave(Object value, int hash) {
        depth--;
        done.put(value, hash);
        return hash;
    }

    private int composite(Object value) {
        if (value instanceof List<?> list) {
            return sequence(list);
        }
        if (value instanceof PyObject object) {
            return sequence(object.parts());
        }
        if (value instanceof PySlice slice) {
            return sequence(Arrays.asList(slice.start(), slice.stop(), slice.step()));
        }
        return value instanceof Map<?, ?> map ? map(map) : set((Set<?>) value);
    }

    private int map(Map<?, ?> map) {
        int sum = 0; // entries, and members, are equal in any order
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            sum += SipHash.of(part(entry.getKey()), part(entry.getValue()));
        }
        return sum;
    }

    /** As {@link PySet#hashCode}. */
    private int set(Set<?> set) {
        int sum = 0;
        for (Object member : set) {
            sum += part(member);
        }
        return SipHash.of(sum, set.size());
    }

    private int sequence(List<?> items) {
        SipHash hash = new SipHash();
        for (Object item : items) {
            hash.add(part(item));
        }
        return hash.add(~(long) items.size()).finish();
    }
}
