package io.picklewire.protocol;

import io.picklewire.pickle.Dumper;
import io.picklewire.pickle.FastPairWriter;
import io.picklewire.pickle.Loader;
import io.picklewire.pickle.Reader;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Repr;
import io.picklewire.python.Sealed;
import io.picklewire.python.VersionedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * What a server answers: {@code (kind, payload)}. Immutable; any thread.
 *
 * <p>Source: CPython's {@code managers.Server.serve_client} and {@code convert_to_error}.
 */
public sealed interface Reply {
    /** The opcode with which a pickle of protocol 2 or higher begins; the protocol follows it. */
    int PROTO = 0x80;

    /**
     * The message as the reader understands it, in parts one after the other.
     *
     * @param contents what a shared object contains, by ident, for Python 2: in a copy of a container its managers send
     *     that in place of proxies; null where the proxy is to stay
     * @throws net.razorvine.pickle.PickleException when the payload has a value that no pickle can hold
     */
    default ByteBuffer[] encode(Reader reader, Function<String, @Nullable Object> contents) {
        Object payload = payload(reader);
        ByteBuffer[] plain = FastPairWriter.write(kind(), payload, reader.protocol());
        return plain != null
                ? plain
                : new Dumper(reader, reader.isPython2() && isCopy() ? contents : null)
                        .parts(PyTuple.of(text(kind(), reader), payload));
    }

    /**
     * Reads a reply. What {@code create} and {@code get_methods} answer is a {@link Result}, of which
     * {@link Created#read} and {@link Names#read} make more.
     *
     * @param loader reads the pickle; its constructors see what it holds
     * @throws PickleException when the message is no well-formed pickle, or its value is no reply
     */
    static Reply parse(byte[] message, Loader loader) {
        Object value = loader.loads(message);
        if (!(value instanceof PyTuple parts) || parts.size() != 2 || parts.get(0) == null) {
            throw ReplyShape.unfit("a reply", value, "a tuple (kind, payload)");
        }
        Object payload = parts.get(1);
        String kind = ReplyShape.text("the kind of a reply", parts.get(0));
        return switch (kind) {
            case "#RETURN" -> new Result(payload);
            case "#ERROR" -> RaisedShape.read(payload);
            case "#TRACEBACK" -> new Traceback(ReplyShape.text("the payload of #TRACEBACK", payload));
            case "#UNSERIALIZABLE" -> new Unserializable(ReplyShape.text("the payload of #UNSERIALIZABLE", payload));
            case "#PROXY" -> Proxied.read(payload);
            default ->
                throw new PickleException("a reply of the kind " + Repr.of(kind) + "; allowed are #RETURN,"
                        + " #ERROR, #TRACEBACK, #UNSERIALIZABLE and #PROXY");
        };
    }

    /** Who wrote a message, as far as it tells: protocols 0 and 1, which do not say, are Python 2's. */
    static Reader writer(byte[] message) {
        boolean says = message.length > 1 && (message[0] & 0xff) == PROTO;
        return Reader.ofPickle(says ? Math.min(message[1] & 0xff, Reader.NEWEST.protocol()) : 0);
    }

    /** Whether the payload is a copy of what a shared container holds, and not one item of it. */
    default boolean isCopy() {
        return false;
    }

    /** The kind, such as {@code #RETURN}. */
    String kind();

    /** The payload for that reader. */
    @Nullable
    Object payload(Reader reader);

    /** Text that the server made: Python 2 wants its own {@code str} there, not {@code unicode}. */
    static Object text(String text, Reader reader) {
        return reader.isPython2() ? Py2Str.of(text.getBytes(StandardCharsets.UTF_8)) : text;
    }

    /**
     * {@code #RETURN}: the call's result.
     *
     * @param value a Python value
     */
    record Result(@Nullable Object value) implements Reply {
        @Override
        public boolean isCopy() {
            return value instanceof List || value instanceof Map;
        }

        @Override
        public String kind() {
            return "#RETURN";
        }

        @Override
        public @Nullable Object payload(Reader reader) {
            return value;
        }
    }

    /**
     * A value without a kind, for a peer that receives it as an item: a worker of a pool.
     *
     * @param value a Python value
     */
    record Bare(@Nullable Object value) implements Reply {
        @Override
        public ByteBuffer[] encode(Reader reader, Function<String, @Nullable Object> contents) {
            return new Dumper(reader, null).parts(value);
        }

        @Override
        public String kind() {
            return "";
        }

        @Override
        public @Nullable Object payload(Reader reader) {
            return value;
        }
    }

    /**
     * {@code #RETURN} of text that the server made, such as a {@code repr}.
     *
     * @param text the text
     */
    record Text(String text) implements Reply {
        @Override
        public String kind() {
            return "#RETURN";
        }

        @Override
        public Object payload(Reader reader) {
            return Reply.text(text, reader);
        }
    }

    /**
     * {@code #ERROR}: the call raised an exception. Python 3 clients print the text as the exception's cause, as
     * they do for those of a {@code Pool} ({@code multiprocessing.pool.rebuild_exc}).
     *
     * @param exception what was raised
     * @param traceback where, for people to read
     */
    record Raised(PyException exception, String traceback) implements Reply {
        static final PyGlobal REBUILD = new PyGlobal("multiprocessing.pool", "rebuild_exc");

        @Override
        public String kind() {
            return "#ERROR";
        }

        @Override
        public Object payload(Reader reader) {
            VersionedException newer = exception instanceof VersionedException found ? found : null;
            if (reader.isPython2()) {
                return forPython2(newer == null ? exception : PyException.of(newer.otherwise()));
            }
            Object python = newer == null ? exception : newer.toPython();
            PyTuple args = PyTuple.of(python, "\n\"\"\"\n" + traceback + "\"\"\"");
            return new PyObject(PyObject.Construction.REDUCE, REBUILD, args, null);
        }

        /** The texts that the server made as Python 2's own; a KeyError's argument is the client's key. */
        private static PyException forPython2(PyException exception) {
            if (exception.type().isBuiltin("KeyError")) {
                return exception;
            }
            Object[] args = exception.args().asList().stream()
                    .map(arg -> arg instanceof String text ? Reply.text(text, Reader.PYTHON_2) : arg)
                    .toArray();
            return PyException.of(exception.type(), args);
        }
    }

    /**
     * {@code #ERROR} of an exception that came from a Python, and is handed on as it came.
     *
     * @param exception a pickled exception, perhaps wrapped as {@link Raised} is
     */
    record RaisedSealed(Sealed exception) implements Reply {
        @Override
        public String kind() {
            return "#ERROR";
        }

        @Override
        public Object payload(Reader reader) {
            return exception;
        }
    }

    /**
     * {@code #TRACEBACK}: the request could not be carried out at all. Clients raise {@code RemoteError}.
     *
     * @param text why, ending with a line end
     */
    record Traceback(String text) implements Reply {
        @Override
        public String kind() {
            return "#TRACEBACK";
        }

        @Override
        public Object payload(Reader reader) {
            return Reply.text(text, reader);
        }
    }

    /**
     * {@code #UNSERIALIZABLE}: the result exists but no pickle can hold it.
     *
     * @param text why, ending with a line end
     */
    record Unserializable(String text) implements Reply {
        @Override
        public String kind() {
            return "#UNSERIALIZABLE";
        }

        @Override
        public Object payload(Reader reader) {
            return Reply.text(text, reader);
        }
    }

    /**
     * {@code #PROXY}: the result is itself a shared object.
     *
     * @param exposed its methods
     * @param token its name
     */
    record Proxied(List<String> exposed, Token token) implements Reply {
        /** Copies the list. */
        public Proxied {
            exposed = List.copyOf(exposed);
        }

        static Proxied read(@Nullable Object payload) {
            if (payload instanceof PyTuple parts && parts.size() == 2) {
                try {
                    return new Proxied(ReplyShape.names("#PROXY", parts.get(0)), Token.read(parts.get(1)));
                } catch (PyException e) {
                    throw new PickleException("the payload of #PROXY: " + e.getMessage(), e);
                }
            }
            throw ReplyShape.unfit("the payload of #PROXY", payload, "a tuple (exposed, token)");
        }

        @Override
        public String kind() {
            return "#PROXY";
        }

        @Override
        public Object payload(Reader reader) {
            return PyTuple.of(Reply.names(exposed, reader), token.toPython(reader));
        }
    }

    /**
     * {@code #RETURN} of {@code create}: a new object's ident and its methods.
     *
     * @param ident its ident
     * @param exposed its methods
     */
    record Created(String ident, List<String> exposed) implements Reply {
        /** Copies the list. */
        public Created {
            exposed = List.copyOf(exposed);
        }

        /**
         * Reads what {@code create} returned.
         *
         * @throws PickleException when it is something else
         */
        public static Created read(@Nullable Object value) {
            if (value instanceof PyTuple parts && parts.size() == 2) {
                String ident = ReplyShape.text("the ident that create returned", parts.get(0));
                return new Created(ident, ReplyShape.names("create", parts.get(1)));
            }
            throw ReplyShape.unfit("the result of create", value, "a tuple (ident, exposed)");
        }

        @Override
        public String kind() {
            return "#RETURN";
        }

        @Override
        public Object payload(Reader reader) {
            return PyTuple.of(Reply.text(ident, reader), Reply.names(exposed, reader));
        }
    }

    /**
     * {@code #RETURN} of {@code get_methods}: a tuple of names.
     *
     * @param names the names
     */
    record Names(List<String> names) implements Reply {
        /** Copies the list. */
        public Names {
            names = List.copyOf(names);
        }

        /**
         * Reads what {@code get_methods} returned.
         *
         * @throws PickleException when it is something else
         */
        public static Names read(@Nullable Object value) {
            return new Names(ReplyShape.names("get_methods", value));
        }

        @Override
        public String kind() {
            return "#RETURN";
        }

        @Override
        public Object payload(Reader reader) {
            return Reply.names(names, reader);
        }
    }

    /** A tuple of methods' names. Python 2 makes source of them, where it knows ASCII only. */
    static PyTuple names(List<String> names, Reader reader) {
        return PyTuple.of(names.stream()
                .filter(name -> !reader.isPython2()
                        || StandardCharsets.US_ASCII.newEncoder().canEncode(name))
                .map(name -> text(name, reader))
                .toArray(Object[]::new));
    }
}
