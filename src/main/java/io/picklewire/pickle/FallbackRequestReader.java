package io.picklewire.pickle;

import io.picklewire.python.Budget;
import io.picklewire.python.Iteration;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyException;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import io.picklewire.python.TypeName;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * A request that was pickled in a way of its own, read as a value: args may be any iterable, an argument may
 * share parts with another one. Its messages are those of {@code ident, methodname, args, kwds = request}.
 */
final class FallbackRequestReader {
    private static final int PARTS = 4;

    /**
     * How many bytes the arguments may have when each gets its own copy of what they share, as a multiple of the
     * message.
     */
    private static final int APART = 16;

    private static final int ALWAYS = 64 * 1024;

    private final int protocol;
    private final IdentityHashMap<Object, Sealed> known = new IdentityHashMap<>();
    private long allowed;

    private FallbackRequestReader(int length, int protocol) {
        this.protocol = protocol;
        this.allowed = ALWAYS + (long) APART * length;
    }

    static ScannedRequest read(byte[] message, int protocol) {
        Budget.spendBytes(message.length);
        List<@Nullable Object> parts = unpacked(new Loader().loads(message));
        try {
            return new FallbackRequestReader(message.length, protocol).read(parts);
        } catch (PyException e) {
            throw new PickleException(e.getMessage(), e);
        }
    }

    private ScannedRequest read(List<@Nullable Object> parts) {
        List<Sealed> args = new ArrayList<>();
        List<Sealed> kwds = new ArrayList<>();
        positional(parts.get(2)).forEachRemaining(value -> {
            args.add(sealed(value));
            ScannedRequest.requireFew(args.size(), kwds.size());
        });
        if (!(parts.get(3) instanceof Map<?, ?> keywords)) {
            throw PyException.typeError("Value after ** must be a mapping, not " + TypeName.of(parts.get(3)));
        }
        keywords.forEach((key, value) -> {
            requireName(key);
            kwds.add(sealed(key));
            kwds.add(sealed(value));
            ScannedRequest.requireFew(args.size(), kwds.size());
        });
        return new ScannedRequest(parts.get(0), parts.get(1), args, kwds, protocol);
    }

    /**
     * Each argument gets its own copy of what arguments share, so a small message could take any amount of memory;
     * there is a limit.
     */
    private Sealed sealed(@Nullable Object value) {
        Sealed same = value == null ? null : known.get(value);
        if (same != null) {
            return same;
        }
        Sealed sealed = PickledValue.of(value, protocol);
        allowed -= sealed.size();
        if (allowed < 0) {
            throw new PickleException("the arguments share so much that apart they exceed the limit of " + ALWAYS
                    + " + " + APART + " bytes for each byte of the request");
        }
        if (value != null) {
            known.put(value, sealed);
        }
        return sealed;
    }

    private static void requireName(@Nullable Object keyword) {
        if (!(keyword instanceof String) && !(keyword instanceof Py2Str)) {
            throw PyException.typeError("keywords must be strings");
        }
    }

    private static Iterator<@Nullable Object> positional(@Nullable Object args) {
        try {
            return Iteration.of(args);
        } catch (PyException e) {
            throw PyException.typeError("Value after * must be an iterable, not " + TypeName.of(args));
        }
    }

    /** A call that is made for its effect belongs to an argument: a pickler writes it right after the object that it is for. */
    private static @Nullable Object part(@Nullable Object part) {
        if (part instanceof PyObject object && !object.effects().isEmpty()) {
            throw new PickleException("the request has " + object.effects().size() + " calls made for their effect that"
                    + " belong to no argument; allowed are such calls behind an argument or a part of one");
        }
        return part;
    }

    private static List<@Nullable Object> unpacked(@Nullable Object request) {
        if (!(request instanceof PyTuple) && !(request instanceof List)) {
            throw new PickleException("TypeError: cannot unpack non-iterable " + TypeName.of(request) + " object");
        }
        List<@Nullable Object> parts = new ArrayList<>();
        for (Iterator<@Nullable Object> each = Iteration.of(request); each.hasNext(); ) {
            if (parts.size() == PARTS) {
                throw new PickleException("ValueError: too many values to unpack (expected " + PARTS + ")");
            }
            parts.add(part(each.next()));
        }
        if (parts.size() < PARTS) {
            throw new PickleException(
                    "ValueError: not enough values to unpack (expected " + PARTS + ", got " + parts.size() + ")");
        }
        return parts;
    }
}
