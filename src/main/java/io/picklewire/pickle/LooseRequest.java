package io.picklewire.pickle;

import io.picklewire.python.Iteration;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyException;
import io.picklewire.python.PyTuple;
import io.picklewire.python.TypeName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * A request that was pickled in a way of its own, read as a value: args may be any iterable, an argument may
 * share parts with another one. Its messages are those of {@code ident, methodname, args, kwds = request}.
 */
final class LooseRequest {
    private static final int PARTS = 4;

    private LooseRequest() {}

    static ScannedRequest read(byte[] message, int protocol) {
        List<@Nullable Object> parts = unpacked(new Loader().loads(message));
        try {
            return read(parts, protocol);
        } catch (PyException e) {
            throw new PickleException(e.getMessage(), e);
        }
    }

    private static ScannedRequest read(List<@Nullable Object> parts, int protocol) {
        List<Sealed> args = new ArrayList<>();
        positional(parts.get(2)).forEachRemaining(value -> args.add(Sealed.of(value, protocol)));
        List<Sealed> kwds = new ArrayList<>();
        if (!(parts.get(3) instanceof Map<?, ?> keywords)) {
            throw PyException.typeError("Value after ** must be a mapping, not " + TypeName.of(parts.get(3)));
        }
        keywords.forEach((key, value) -> {
            requireName(key);
            kwds.add(Sealed.of(key, protocol));
            kwds.add(Sealed.of(value, protocol));
        });
        return new ScannedRequest(
                Sealed.of(parts.get(0), protocol), Sealed.of(parts.get(1), protocol), args, kwds, protocol);
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

    private static List<@Nullable Object> unpacked(@Nullable Object request) {
        if (!(request instanceof PyTuple) && !(request instanceof List)) {
            throw new PickleException("TypeError: cannot unpack non-iterable " + TypeName.of(request) + " object");
        }
        List<@Nullable Object> parts = new ArrayList<>();
        for (Iterator<@Nullable Object> each = Iteration.of(request); each.hasNext(); ) {
            if (parts.size() == PARTS) {
                throw new PickleException("ValueError: too many values to unpack (expected " + PARTS + ")");
            }
            parts.add(each.next());
        }
        if (parts.size() < PARTS) {
            throw new PickleException(
                    "ValueError: not enough values to unpack (expected " + PARTS + ", got " + parts.size() + ")");
        }
        return parts;
    }
}
