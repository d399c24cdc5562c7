package io.picklewire.python;

import org.jspecify.annotations.Nullable;

/**
 * Python's {@code repr} and {@code str} of values. Objects of unknown classes show their class only, without an
 * address. Values may be shared, recursive and nested; a value that is too deep or too long is a {@link PyException}:
 * RecursionError beyond 1000 levels, MemoryError beyond 16 Mi characters, ValueError for an int of more than 4300
 * digits (as CPython has it). Any thread, as long as no other changes the value.
 */
public final class Repr {
    private Repr() {}

    /** {@code repr(value)} in Python 3.12. */
    public static String of(@Nullable Object value) {
        return ReprWriter.python3().write(value);
    }

    /** {@code repr(value)} in Python 2.7. */
    public static String python2(@Nullable Object value) {
        return ReprWriter.python2().write(value);
    }

    /** {@code str(value)} in Python 3.12. */
    public static String str(@Nullable Object value) {
        Object text = TextRepr.text(value);
        if (text != null) {
            return text.toString();
        }
        if (value instanceof PyException exception) {
            return ExceptionRepr.message(exception.type(), exception.args());
        }
        String known = value instanceof PyObject object ? StandardReprs.str(object) : null;
        return known == null ? of(value) : known;
    }
}
