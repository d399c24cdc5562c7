package io.picklewire.connection;

import io.picklewire.python.Py2Str;
import io.picklewire.python.PyTuple;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as Python writes them: a tuple of host and port, or the text that names a Unix socket. Any thread.
 * Source: CPython's {@code multiprocessing.connection.address_type}.
 */
public final class PythonAddress {
    private PythonAddress() {}

    /** A tuple of host and port, or the text that names a Unix socket. */
    public static Object of(Address address) {
        if (address instanceof Address.Tcp tcp) {
            return PyTuple.of(tcp.host(), tcp.port());
        }
        return address instanceof Address.Unix unix ? unix.path() : "\0" + ((Address.Abstract) address).name();
    }

    /**
     * The address that Python wrote so.
     *
     * @throws IllegalArgumentException when it is none, or one that this machine cannot have
     */
    public static Address read(@Nullable Object value) {
        if (value instanceof PyTuple tcp
                && tcp.size() == 2
                && tcp.get(0) != null
                && tcp.get(1) instanceof Integer port) {
            return Address.of(String.valueOf(tcp.get(0)), port);
        }
        if (value instanceof byte[] name) {
            return Address.unix(new String(name, StandardCharsets.UTF_8));
        }
        if (value instanceof String || value instanceof Py2Str) {
            return Address.unix(value.toString());
        }
        throw new IllegalArgumentException(
                value + " is no address; allowed are a tuple of host and port, and the path of a Unix socket");
    }
}
