package io.picklewire.connection;

import io.picklewire.auth.AuthKey;
import io.picklewire.auth.Digest;
import io.picklewire.transport.EventLoops;
import io.picklewire.transport.Transport;
import java.net.BindException;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The settings of {@link Listeners}. Only a key and an address have to be given.
 *
 * <p>Not thread-safe.
 */
public final class ListenersBuilder {
    private final List<Address> addresses = new ArrayList<>();
    private LinkSettings settings = LinkSettings.of(null);
    private Transport transport = Transport.AUTO;
    private int eventLoops = 1;

    ListenersBuilder() {}

    /** The key that clients must have; required. */
    public ListenersBuilder authkey(AuthKey key) {
        this.settings = settings.with(key);
        return this;
    }

    /** Adds an address to listen on. */
    public ListenersBuilder address(Address address) {
        addresses.add(address);
        return this;
    }

    /** Clients that sign with a weaker digest are refused; MD5 unless set, which lets CPython 3.11 and older in. */
    public ListenersBuilder minimumDigest(Digest minimum) {
        this.settings = settings.with(minimum);
        return this;
    }

    /** How long a client may take to authenticate; 10 seconds unless set. */
    public ListenersBuilder handshakeDeadline(Duration deadline) {
        this.settings = settings.with(deadline);
        return this;
    }

    /** The longest message an authenticated client may send, in bytes; 1 GiB unless set. */
    public ListenersBuilder maxFrameBytes(long bytes) {
        this.settings = settings.with(bytes);
        return this;
    }

    /**
     * Who may connect to Unix sockets that are files; their owner alone unless set, whatever the umask. Without effect
     * where files have no such rights, and on abstract ones, which have none.
     */
    public ListenersBuilder socketMode(Set<PosixFilePermission> mode) {
        this.settings = settings.with(mode);
        return this;
    }

    /** {@link Transport#AUTO} unless set. */
    public ListenersBuilder transport(Transport transport) {
        this.transport = transport;
        return this;
    }

    /** Threads for input and output; 1 unless set, which was measured best on small machines. */
    public ListenersBuilder eventLoops(int threads) {
        this.eventLoops = atLeastOne(threads);
        return this;
    }

    /**
     * Listens on all the addresses, or on none.
     *
     * @param acceptor is given each connection
     * @throws BindException naming the address that failed, and why: {@code 127.0.0.1:50000: address already in use}
     * @throws IllegalStateException without an authkey
     * @throws IllegalArgumentException without an address
     * @throws UnsupportedOperationException when the transport does not exist here
     */
    public Listeners open(Acceptor acceptor) throws BindException {
        if (settings.key() == null) {
            throw new IllegalStateException("no authkey is set; clients prove that they have it");
        }
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no address to listen on; at least one is needed");
        }
        List<ListenerSettings> each = addresses.stream()
                .map(address -> new ListenerSettings(address, settings))
                .toList();
        return Listeners.open(each, acceptor, EventLoops.own(transport, eventLoops));
    }

    private static int atLeastOne(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("number of event loops " + threads + "; allowed is 1 and more");
        }
        return threads;
    }
}
