package io.picklewire.python;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kinds of containers. Containers of different kinds are never equal. */
enum ContainerKind {
    LIST,
    TUPLE,
    DICT,
    SET,
    SLICE,
    OBJECT;

    static boolean is(@Nullable Object value) {
        return kind(value) != null;
    }

    static @Nullable ContainerKind kind(@Nullable Object value) {
        if (value == null || value instanceof String || value instanceof Number) {
            return null;
        }
        if (value instanceof List) {
            return LIST;
        }
        if (value instanceof PyTuple) {
            return TUPLE;
        }
        if (value instanceof Map) {
            return DICT;
        }
        if (value instanceof Set) {
            return SET;
        }
        if (value instanceof PySlice) {
            return SLICE;
        }
        return value instanceof PyObject ? OBJECT : null;
    }

    /** What a list, tuple, slice or object consists of, in order. */
    static List<? extends @Nullable Object> items(Object value) {
        if (value instanceof PyTuple tuple) {
            return tuple.asList();
        }
        if (value instanceof PySlice slice) {
            return Arrays.asList(slice.start(), slice.stop(), slice.step());
        }
        return value instanceof PyObject object ? object.parts() : (List<?>) value;
    }
}
