package io.picklewire.client;

import io.picklewire.conversion.CustomTypes;
import io.picklewire.conversion.OutgoingValues;
import io.picklewire.pickle.Dumper;
import io.picklewire.pickle.Loader;
import io.picklewire.pickle.Reader;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/** Requests with Java's values, and replies, as bytes. Immutable; any thread. */
final class Messages {
    private final CustomTypes classes;
    private final IObjectConstructor proxies;

    /** @param proxies makes what stands for a shared object, from the arguments of {@code RebuildProxy} */
    Messages(CustomTypes classes, IObjectConstructor proxies) {
        this.classes = classes;
        this.proxies = proxies;
    }

    /**
     * A request for a server that reads pickles up to {@code protocol}.
     *
     * @throws PickleException when an argument is something that no pickle can hold
     */
    ByteBuffer[] encode(@Nullable String ident, String method, Request.Arguments arguments, Reader reader) {
        Dumper dumper = classes.dumper(reader);
        OutgoingValues outgoing = outgoing(dumper);
        try {
            List<@Nullable Object> positional = new ArrayList<>();
            arguments.positional().forEach(value -> positional.add(outgoing.python(value)));
            Map<String, @Nullable Object> named = new LinkedHashMap<>();
            arguments.named().forEach((name, value) -> named.put(name, outgoing.python(value)));
            return Request.encodeInParts(ident, method, new Request.Arguments(positional, named), dumper);
        } catch (PyException e) {
            throw new PickleException(
                    "an argument of " + method + " cannot be what Python has: "
                            + e.type().name() + ": " + e.getMessage(),
                    e);
        }
    }

    /**
     * Reads a reply; shared objects that it holds become proxies.
     *
     * @throws BadReplyException when it is none
     */
    Reply decode(byte[] message) {
        return parse(message, classes.loader().construct("multiprocessing.managers", "RebuildProxy", proxies));
    }

    /**
     * Reads a reply to a control function, which holds no shared objects; for event loops, since no request is made for
     * it.
     *
     * @throws BadReplyException when it is none
     */
    static Reply decodeControl(byte[] message) {
        return parse(message, new Loader());
    }

    private static Reply parse(byte[] message, Loader loader) {
        return shaped(() -> Reply.parse(message, loader));
    }

    /**
     * Reads a part of a reply.
     *
     * @throws BadReplyException when its shape is another one
     */
    static <T> T shaped(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (PickleException e) {
            throw new BadReplyException("the reply is not that of a manager: " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw new BadReplyException("there is too little memory for the reply; the call was carried out", e);
        }
    }

    /**
     * What a reply returned, a Python value.
     *
     * @throws RemoteException what it raised
     */
    static @Nullable Object result(Reply reply) {
        if (reply instanceof Reply.Result returned) {
            return returned.value();
        }
        if (reply instanceof Reply.Raised raised) {
            throw RemoteException.of(raised);
        }
        if (reply instanceof Reply.Traceback traceback) {
            throw RemoteException.of(traceback.text());
        }
        if (reply instanceof Reply.Unserializable unserializable) {
            throw RemoteException.of("Unserializable message: " + unserializable.text());
        }
        throw new BadReplyException("a reply of the kind " + reply.kind() + ", which only calls of methods get", null);
    }

    private static OutgoingValues outgoing(Dumper dumper) {
        UnaryOperator<@Nullable Object> proxies =
                value -> value instanceof RemoteObject remote ? remote.proxy().toPython(dumper.reader()) : value;
        return new OutgoingValues(
                dumper, proxies, dumper.reader().isPython2() ? Messages::str : UnaryOperator.identity());
    }

    /** Python 2's programs, and its library, expect {@code str} where a text is ASCII. */
    private static @Nullable Object str(@Nullable Object value) {
        return value instanceof String text && text.chars().allMatch(each -> each < 0x80)
                ? Py2Str.of(text.getBytes(StandardCharsets.US_ASCII))
                : value;
    }
}
