package io.picklewire.connection;

import io.picklewire.auth.AuthKey;
import io.picklewire.auth.Digest;
import io.picklewire.conversion.CustomTypes;
import io.picklewire.python.PyGlobal;
import io.picklewire.transport.EventLoops;
import io.picklewire.transport.Transport;
import java.net.BindException;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.IObjectPickler;

/**
 * What a {@link Listener} is to be. Nothing has to be given.
 *
 * <p>Not thread-safe.
 */
public final class ListenerBuilder {
    private final Address address;
    private LinkSettings settings = LinkSettings.of(null);
    private Transport transport = Transport.AUTO;
    private int pickleProtocol = Pickles.AS_THE_PEER_READS;
    private CustomTypes types = CustomTypes.none();

    ListenerBuilder(Address address) {
        this.address = address;
    }

    /** The key both ends must know; without it clients must not expect to be asked for one. */
    public ListenerBuilder authkey(AuthKey key) {
        this.settings = settings.with(key);
        return this;
    }

    /** How long a client may take to authenticate; 10 seconds unless set. */
    public ListenerBuilder handshakeDeadline(Duration deadline) {
        this.settings = settings.with(deadline);
        return this;
    }

    /** Clients that sign with a weaker digest are refused; MD5 unless set, which lets CPython up to 3.11 in. */
    public ListenerBuilder minimumDigest(Digest minimum) {
        this.settings = settings.with(minimum);
        return this;
    }

    /** The longest message an authenticated client may send, in bytes; 1 GiB unless set. */
    public ListenerBuilder maxFrameBytes(long bytes) {
        this.settings = settings.with(bytes);
        return this;
    }

    /**
     * Who may connect to Unix sockets that are files; their owner alone unless set, whatever the umask. Without effect
     * where files have no such rights, and on abstract ones, which have none.
     */
    public ListenerBuilder socketMode(Set<PosixFilePermission> mode) {
        this.settings = settings.with(mode);
        return this;
    }

    /** {@link Transport#AUTO} unless set; addresses in Linux' abstract namespace need a native one. */
    public ListenerBuilder transport(Transport transport) {
        this.transport = transport;
        return this;
    }

    /** Writes instances of {@code type}, and of what extends or implements it, with {@code pickler}. */
    public ListenerBuilder pickle(Class<?> type, IObjectPickler pickler) {
        types = types.with(type, pickler);
        return this;
    }

    /**
     * Has {@code constructor} make what stands for instances of the Python class {@code module.name} that are received.
     * What its pickle sets goes to the public method {@code __setstate__} of what it made.
     *
     * @param constructor gets Python values: a tuple is a {@code PyTuple}, and the {@code str} of a Python 2 a {@code Py2Str}
     */
    public ListenerBuilder construct(String module, String name, IObjectConstructor constructor) {
        types = types.with(new PyGlobal(module, name), constructor);
        return this;
    }

    /** The protocol in which {@link Connection#send} writes, 0 to 5; see there for what it is unless set. */
    public ListenerBuilder pickleProtocol(int protocol) {
        this.pickleProtocol = Pickles.requireProtocol(protocol);
        return this;
    }

    /**
     * Begins to listen.
     *
     * @throws BindException naming the address and why it failed: {@code 127.0.0.1:50000: address already in use}
     * @throws UnsupportedOperationException when the transport does not exist here
     */
    public Listener bind() throws BindException {
        return Listener.open(address, settings, EventLoops.shared(transport), new AcceptQueue(pickleProtocol, types));
    }
}
