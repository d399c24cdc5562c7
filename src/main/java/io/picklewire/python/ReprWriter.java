package io.picklewire.python;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes one repr, in Python 3's or Python 2's way; knows which containers it is in. Not thread-safe. */
final class ReprWriter {
    private static final int DEPTH_LIMIT = 1000;
    private static final int LENGTH_LIMIT = 64 << 20;
    private static final int DIGIT_LIMIT = 4300;
    private static final BigInteger TOO_MANY_DIGITS = BigInteger.TEN.pow(DIGIT_LIMIT);

    private final StringBuilder out = new StringBuilder();
    private final Set<Object> within = Collections.newSetFromMap(new IdentityHashMap<>());
    private final boolean python2;
    private int depth;

    private ReprWriter(boolean python2) {
        this.python2 = python2;
    }

    static ReprWriter python3() {
        return new ReprWriter(false);
    }

    static ReprWriter python2() {
        return new ReprWriter(true);
    }

    boolean isPython2() {
        return python2;
    }

    /** Text as it is. */
    ReprWriter text(String text) {
        out.append(text);
        return this;
    }

    /** The repr of a value. */
    ReprWriter write(@Nullable Object value) {
        if (value == null) {
            return text("None");
        }
        if (out.length() > LENGTH_LIMIT) {
            throw tooLong();
        }
        if (!number(value) && !characters(value)) {
            if (++depth > DEPTH_LIMIT) {
                throw PyException.recursionError(
                        "maximum recursion depth exceeded while getting the repr of an object");
            }
            composite(value);
            depth--;
        }
        return this;
    }

    private static PyException tooLong() {
        return PyException.builtin("MemoryError", "a repr exceeds the limit of " + LENGTH_LIMIT + " characters");
    }

    private boolean number(Object value) {
        if (value instanceof Boolean truth) {
            text(truth ? "True" : "False");
        } else if (Index.isIndex(value)) {
            integer(Index.of(value));
        } else if (value instanceof Double || value instanceof Float) {
            text(FloatRepr.of(((Number) value).doubleValue()));
        } else if (value instanceof PyComplex complex) {
            text(FloatRepr.of(complex));
        } else {
            return false;
        }
        return true;
    }

    private void integer(BigInteger value) {
        if (value.abs().compareTo(TOO_MANY_DIGITS) >= 0) {
            throw PyException.valueError("Exceeds the limit (" + DIGIT_LIMIT
                    + " digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit");
        }
        text(value.toString());
        if (python2 && value.bitLength() >= Long.SIZE) {
            text("L");
        }
    }

    private boolean characters(Object value) {
        byte[] bytes = Bytes.of(value);
        Object text = python2 && value instanceof Py2Str ? null : TextRepr.text(value);
        if (text == null && bytes == null) {
            return false;
        }
        String prefix = python2 ? (text == null ? "" : "u") : text == null ? "b" : "";
        boolean array = value instanceof PyByteArray;
        text(array ? "bytearray(b" : prefix);
        if (text != null) {
            TextRepr.quote(out, text, python2);
        } else if (bytes != null) {
            TextRepr.quote(out, bytes);
        }
        text(array ? ")" : "");
        return true;
    }

    private void composite(Object value) {
        if (value instanceof List<?> list) {
            list(list);
        } else if (value instanceof PyTuple tuple) {
            String close = tuple.size() == 1 ? ",)" : ")";
            guarded(tuple, "(...)", () -> text("(").all(tuple.asList()).text(close));
        } else if (value instanceof Map<?, ?> map) {
            dict(map, map.entrySet());
        } else if (value instanceof Set<?> set) {
            set(set);
        } else if (value instanceof PyObject object) {
            new KnownObjects(this, object).write();
        } else if (value instanceof PySlice slice) {
            call("slice", PyTuple.of(slice.start(), slice.stop(), slice.step()));
        } else if (value instanceof PyRange range) {
            text(RangeRepr.of(range, python2));
        } else if (value instanceof PyGlobal global) {
            text(GlobalRepr.of(global, python2));
        } else if (value instanceof PyException exception) {
            ExceptionRepr.write(this, exception.type(), exception.args());
        } else {
            text("<" + value.getClass().getName() + " object>");
        }
    }

    /** {@code name(item, ...)}. */
    void call(String name, PyTuple args) {
        text(name).text("(").all(args.asList()).text(")");
    }

    /** {@code [item, ...]}. */
    void list(Collection<?> list) {
        guarded(list, "[...]", () -> text("[").all(list).text("]"));
    }

    /** {@code {key: value, ...}}; {@code owner} is what may occur in itself. */
    void dict(Object owner, Collection<? extends Map.Entry<?, ?>> entries) {
        guarded(owner, "{...}", () -> {
            String separator = "{";
            for (Map.Entry<?, ?> entry : entries) {
                text(separator).write(entry.getKey()).text(": ").write(entry.getValue());
                separator = ", ";
            }
            text(entries.isEmpty() ? "{}" : "}");
        });
    }

    private void set(Set<?> set) {
        boolean frozen = set instanceof PySet members && members.isFrozen();
        String name = frozen ? "frozenset" : "set";
        if (python2) {
            guarded(set, name + "(...)", () -> text(name + "([").all(set).text("])"));
        } else if (set.isEmpty()) {
            text(name + "()");
        } else {
            String open = frozen ? "frozenset({" : "{";
            guarded(set, name + "(...)", () -> text(open).all(set).text(frozen ? "})" : "}"));
        }
    }

    private ReprWriter all(Collection<?> items) {
        String separator = "";
        for (Object item : items) {
            text(separator).write(item);
            separator = ", ";
        }
        return this;
    }

    /** Writes a value that may contain itself: within itself it is {@code recursive}. */
    void guarded(Object value, String recursive, Runnable body) {
        if (!within.add(value)) {
            text(recursive);
            return;
        }
        body.run();
        within.remove(value);
    }

    @Override
    public String toString() {
        if (out.length() > LENGTH_LIMIT) {
            throw tooLong();
        }
        return out.toString();
    }
}
