package io.picklewire.python;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes one repr, in Python 3's or Python 2's way; knows which containers it is in. Not thread-safe. */
final class ReprWriter {
    private static final int DEPTH_LIMIT = 1000;
    private static final int LENGTH_LIMIT = 16 << 20;
    private static final int DIGIT_LIMIT = 4300;
    private static final BigInteger TOO_MANY_DIGITS = BigInteger.TEN.pow(DIGIT_LIMIT);

    private final StringBuilder out = new StringBuilder();
    private final Set<Object> within = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<ReprNode> groups = new ArrayDeque<>();
    private final boolean python2;

    private ReprWriter(boolean python2) {
        this.python2 = python2;
    }

    static ReprWriter python3() {
        return new ReprWriter(false);
    }

    static ReprWriter python2() {
        return new ReprWriter(true);
    }

    /** The repr of a value, without recursion. */
    String write(@Nullable Object value) {
        begin(value);
        while (!groups.isEmpty()) {
            ReprNode group = groups.peek();
            if (group.parts().hasNext()) {
                begin(group.parts().next());
            } else {
                end(groups.pop());
            }
        }
        if (out.length() > LENGTH_LIMIT) {
            throw tooLong();
        }
        return out.toString();
    }

    private void begin(@Nullable Object part) {
        if (out.length() > LENGTH_LIMIT) {
            throw tooLong();
        }
        if (part == null) {
            out.append("None");
        } else if (part instanceof ReprNode group) {
            begin(group);
        } else if (!number(part) && !characters(part)) {
            begin(composite(part));
        }
    }

    private void begin(ReprNode group) {
        if (group.owner() == null && !group.parts().hasNext()) {
            out.append(group.open()).append(group.close());
            return;
        }
        if (group.owner() != null && !within.add(group.owner())) {
            out.append(group.recursive());
            return;
        }
        if (groups.size() > DEPTH_LIMIT) {
            throw PyException.recursionError("maximum recursion depth exceeded while getting the repr of an object");
        }
        out.append(group.open());
        groups.push(group);
    }

    private void end(ReprNode group) {
        out.append(group.close());
        if (group.owner() != null) {
            within.remove(group.owner());
        }
    }

    private static PyException tooLong() {
        return PyException.memoryError("a repr exceeds the limit of " + LENGTH_LIMIT + " characters");
    }

    private boolean number(Object value) {
        if (value instanceof Boolean truth) {
            out.append(truth ? "True" : "False");
        } else if (Index.isIndex(value)) {
            integer(Index.of(value));
        } else if (value instanceof Double || value instanceof Float) {
            out.append(FloatRepr.of(((Number) value).doubleValue()));
        } else if (value instanceof PyComplex complex) {
            out.append(FloatRepr.of(complex));
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
        out.append(value.toString());
        if (python2 && value.bitLength() >= Long.SIZE) {
            out.append("L");
        }
    }

    private boolean characters(Object value) {
        byte[] bytes = ByteSequences.of(value);
        Object text = python2 && value instanceof Py2Str ? null : TextRepr.text(value);
        if (text == null && bytes == null) {
            return false;
        }
        String prefix = python2 ? (text == null ? "" : "u") : text == null ? "b" : "";
        boolean array = value instanceof PyByteArray;
        out.append(array ? "bytearray(b" : prefix);
        if (text != null) {
            TextRepr.quote(out, text, python2);
        } else if (bytes != null) {
            TextRepr.quote(out, bytes, array);
        }
        out.append(array ? ")" : "");
        return true;
    }

    private ReprNode composite(Object value) {
        if (value instanceof List<?> list) {
            return ReprNode.sequence("[", ReprNode.separated(list), "]").of(list, "[...]");
        }
        if (value instanceof PyTuple tuple) {
            return tuple("", tuple).of(tuple, "(...)");
        }
        if (value instanceof Map<?, ?> map) {
            return ReprNode.sequence("{", ReprNode.pairs(map.entrySet()), "}").of(map, "{...}");
        }
        if (value instanceof Set<?> set) {
            return set(set);
        }
        if (value instanceof PyObject object) {
            return new StandardReprs(object, python2).group();
        }
        if (value instanceof PySlice slice) {
            return ReprNode.call(
                    "slice",
                    PyTuple.of(slice.start(), slice.stop(), slice.step()).asList());
        }
        return value instanceof PyException exception
                ? ExceptionRepr.group(exception.type(), exception.args(), python2)
                : ReprNode.text(simple(value));
    }

    private String simple(Object value) {
        if (value instanceof PyRange range) {
            return RangeRepr.of(range, python2);
        }
        return value instanceof PyGlobal global
                ? GlobalRepr.of(global, python2)
                : "<" + value.getClass().getName() + " object>";
    }

    /** {@code name(item, ...)} as a name and a tuple. */
    static ReprNode tuple(String name, PyTuple tuple) {
        String close = tuple.size() == 1 ? ",)" : ")";
        return ReprNode.sequence(name + "(", ReprNode.separated(tuple.asList()), close);
    }

    private ReprNode set(Set<?> set) {
        boolean frozen = set instanceof PySet members && members.isFrozen();
        String name = frozen ? "frozenset" : "set";
        String open = python2 ? name + "([" : set.isEmpty() ? name + "(" : frozen ? "frozenset({" : "{";
        String close = python2 ? "])" : set.isEmpty() ? ")" : frozen ? "})" : "}";
        return ReprNode.sequence(open, ReprNode.separated(set), close).of(set, name + "(...)");
    }
}
