package io.picklewire.connection;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who is at the other end of a connection.
 *
 * <p>Any thread.
 */
public final class Peer {
    private final String address;
    private final Supplier<Optional<ProcessId>> search;
    private volatile Optional<ProcessId> process = Optional.empty();

    Peer(String address, Supplier<Optional<ProcessId>> search) {
        this.address = address;
        this.search = search;
    }

    /** {@code 127.0.0.1:40112}, or the listener's own address for a Unix socket, whose clients have none. */
    public String address() {
        return address;
    }

    /**
     * Its process, where that can be known: on Linux, on this machine, and not behind a pid namespace. Looked
     * up when first called, which must be while the connection is open; takes well below a millisecond for a
     * process that has been seen before.
     */
    public Optional<ProcessId> process() {
        if (process.isEmpty()) {
            process = search.get();
        }
        return process;
    }

    @Override
    public String toString() {
        return address;
    }
}
