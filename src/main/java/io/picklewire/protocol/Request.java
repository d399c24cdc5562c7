package io.picklewire.protocol;

import io.picklewire.pickle.Dumper;
import io.picklewire.pickle.Reader;
import io.picklewire.pickle.ScannedRequest;
import io.picklewire.pickle.Scanner;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Repr;
import io.picklewire.python.Sealed;
import io.picklewire.python.TypeName;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for: {@code (ident, methodname, args, kwds)}. Immutable; any thread.
 *
 * <p>Source: CPython's {@code managers.dispatch} and {@code BaseProxy._callmethod}.
 *
 * @param ident the shared object, or null for a control function of the server
 * @param method the name of the method or control function
 * @param args the positional arguments, sealed
 * @param kwargs the keyword arguments, sealed, in the client's order
 * @param reader which Python the client is, and how it writes and reads
 */
public record Request(
        @Nullable String ident, String method, List<Sealed> args, Map<String, Sealed> kwargs, Reader reader) {
    /**
     * The method that ends the call which waits on the same connection: that call fails with {@link #CANCELLED} unless it
     * was answered before, and this one gives None. Of this project's own servers only.
     */
    public static final String CANCEL = "#CANCEL";

    /** The control function of this project's manager that names the pools which clients share. */
    public static final String POOLS = "pools";

    /** What a call fails with that was ended by {@link #CANCEL}. */
    public static final PyGlobal CANCELLED = new PyGlobal("concurrent.futures._base", "CancelledError");

    /** The list is copied unless it cannot change; the map is taken as it is, and is not to be changed afterwards. */
    public Request {
        args = List.copyOf(args);
        kwargs = kwargs.isEmpty() ? Map.of() : Collections.unmodifiableMap(kwargs);
    }

    /**
     * Reads a request.
     *
     * @throws net.razorvine.pickle.PickleException when the message is no well-formed pickle
     * @throws PyException when its value is no request; the message is Python's
     */
    public static Request parse(byte[] message) {
        ScannedRequest scanned = Scanner.scan(message);
        Object method = scanned.method();
        String name = text(method);
        if (name == null) {
            throw PyException.typeError("attribute name must be string, not '" + TypeName.of(method) + "'");
        }
        return new Request(
                ident(scanned.ident()),
                name,
                scanned.args(),
                keywords(scanned.kwds()),
                Reader.ofPickle(scanned.protocol()));
    }

    /**
     * What a method is called with, on the way out.
     *
     * @param positional the positional arguments, Python values
     * @param named the keyword arguments, in order
     */
    public record Arguments(
            List<? extends @Nullable Object> positional, Map<String, ? extends @Nullable Object> named) {
        /** No arguments. */
        public static final Arguments NONE = of();

        /** Positional arguments. */
        public static Arguments of(@Nullable Object... positional) {
            return new Arguments(Arrays.asList(positional), Map.of());
        }
    }

    /**
     * The message of a request; names are {@code str} to the reader.
     *
     * @param ident the shared object, or null for a control function of the server
     * @param dumper writes for the server, and knows its protocol
     * @throws PickleException when an argument is a value that no pickle can hold
     */
    public static byte[] encode(@Nullable String ident, String method, Arguments arguments, Dumper dumper) {
        return dumper.dumps(value(ident, method, arguments, dumper.reader()));
    }

    /** The same in parts, one after the other, which costs a copy less. */
    public static ByteBuffer[] encodeInParts(
            @Nullable String ident, String method, Arguments arguments, Dumper dumper) {
        return dumper.parts(value(ident, method, arguments, dumper.reader()));
    }

    private static PyTuple value(@Nullable String ident, String method, Arguments arguments, Reader reader) {
        Map<Object, @Nullable Object> keywords = new LinkedHashMap<>();
        arguments.named().forEach((name, value) -> keywords.put(Reply.text(name, reader), value));
        return PyTuple.of(
                ident == null ? null : Reply.text(ident, reader),
                Reply.text(method, reader),
                PyTuple.copyOf(arguments.positional()),
                keywords);
    }

    /** Only text can name an object here; anything else names none, and stays recognisable in the error. */
    private static @Nullable String ident(@Nullable Object ident) {
        String text = text(ident);
        return text != null || ident == null ? text : "<" + Repr.of(ident) + ">";
    }

    private static Map<String, Sealed> keywords(List<Sealed> kwds) {
        if (kwds.isEmpty()) {
            return Map.of();
        }
        Map<String, Sealed> keywords = new LinkedHashMap<>();
        for (int i = 0; i < kwds.size(); i += 2) {
            String keyword = text(kwds.get(i).open());
            if (keyword == null) {
                throw new PickleException(
                        "keywords must be strings", PyException.typeError("keywords must be strings"));
            }
            keywords.put(keyword, kwds.get(i + 1));
        }
        return keywords;
    }

    /** The text of a Python string of either version, or null when the value is none. */
    public static @Nullable String text(@Nullable Object value) {
        if (value instanceof Py2Str bytes && bytes.isAscii()) {
            return bytes.text();
        }
        return value instanceof String string ? string : null;
    }
}
