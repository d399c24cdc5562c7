package io.picklewire.server;

import io.picklewire.connection.Address;
import io.picklewire.python.PyTuple;

/** Addresses as Python writes them. Source: CPython's {@code multiprocessing.connection.address_type}. */
final class PythonAddress {
    private PythonAddress() {}

    /** A tuple of host and port, or the text that names a Unix socket. */
    static Object of(Address address) {
        if (address instanceof Address.Tcp tcp) {
            return PyTuple.of(tcp.host(), tcp.port());
        }
        return address instanceof Address.Unix unix ? unix.path() : "\0" + ((Address.Abstract) address).name();
    }
}
