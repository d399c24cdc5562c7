package io.picklewire.connection;

import io.picklewire.auth.AuthKey;
import io.picklewire.conversion.CustomTypes;
import io.picklewire.transport.EventLoops;
import io.picklewire.transport.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection whose two ends are both made here: each may be opened in this process, or one of them by another
 * process, such as a child, that has been told {@link #address()} and {@link #key()}.
 *
 * <pre>{@code
 * Pipe pipe = Connection.pipe();
 * ProcessBuilder python = new ProcessBuilder("python3", "child.py");
 * python.environment().put("PIPE", pipe.address().path());
 * python.environment().put("PIPE_KEY", pipe.key());
 * python.start().onExit().thenRun(pipe::close);
 * try (Connection connection = pipe.first()) {
 *     connection.send("to the child");
 * }
 * }</pre>
 *
 * <p>where {@code child.py} says
 *
 * <pre>{@code
 * connection = Client(os.environ['PIPE'], authkey=os.environ['PIPE_KEY'].encode('ascii'))
 * }</pre>
 *
 * <p>and a child in Java {@code Client.connect(Address.unix(path), AuthKey.of(key))}. That end goes both ways
 * whatever the pipe does; a child that uses a one-way pipe keeps to its direction itself.
 *
 * <p>It is a Unix socket in a folder that nobody else may enter, which is gone as soon as the connection is made.
 * Any thread. Source: {@code multiprocessing.connection.Pipe}.
 */
public final class Pipe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pipe.class);

    private final boolean isDuplex;
    private final Address.Unix address;
    private final String key;
    private final Listeners listeners;
    /** The end opened first in this process is the one that accepts whoever connects. */
    private final CompletableFuture<Link> accepted = new CompletableFuture<>();

    private final Inbox inbox;
    private final AtomicBoolean isConnected = new AtomicBoolean();
    private boolean isAcceptingEndOpen;
    private @Nullable Connection first;
    private @Nullable Connection second;

    private Pipe(boolean isDuplex, Path folder) throws IOException {
        this.isDuplex = isDuplex;
        this.address = new Address.Unix(folder.resolve("pipe").toString());
        this.key = HexFormat.of().formatHex(AuthKey.random().toBytes());
        this.inbox = new Inbox(address.toString());
        this.listeners = Listeners.open(
                List.of(new ListenerSettings(address, LinkSettings.of(AuthKey.of(key)))),
                this::connected,
                EventLoops.shared(Transport.AUTO));
        var unused = listeners.closed().thenRun(() -> remove(folder));
    }

    static Pipe open(boolean isDuplex) throws IOException {
        Path folder = Files.createTempDirectory("picklewire");
        try {
            return new Pipe(isDuplex, folder);
        } catch (IOException | RuntimeException failed) {
            remove(folder);
            throw failed;
        }
    }

    private static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException failed) {
            LOG.warn("{} could not be removed: {}", folder, failed.getMessage());
        }
    }

    /** Takes the first that knows the key, and nobody after it. */
    private LinkHandler connected(Link link) {
        Inbox handler = isConnected.getAndSet(true) ? new Inbox(link.peer().address()) : inbox;
        if (handler == inbox) {
            listeners.release(link);
            listeners.close();
        }
        if (handler != inbox || !accepted.complete(link)) {
            link.close();
        }
        return handler.connected(link);
    }

    /** Where the other process opens its end: a path, for Python's {@code Client} a str. */
    public Address.Unix address() {
        return address;
    }

    /** The authkey of both ends, made for this pipe: 64 letters and digits. */
    public String key() {
        return key;
    }

    /**
     * Opens the first end in this process, the one that only receives when the pipe is one-way; always the same
     * one. It is there at once: what it sends, and waits for, waits for the other end to be opened.
     */
    public synchronized Connection first() {
        if (first == null) {
            first = end(Direction.RECEIVING);
        }
        return first;
    }

    /** Opens the second end, the one that only sends when the pipe is one-way; see {@link #first()}. */
    public synchronized Connection second() {
        if (second == null) {
            second = end(Direction.SENDING);
        }
        return second;
    }

    private Connection end(Direction oneWay) {
        Direction direction = isDuplex ? Direction.BOTH : oneWay;
        if (isAcceptingEndOpen) {
            return Client.to(address).authkey(AuthKey.of(key)).connecting(direction);
        }
        isAcceptingEndOpen = true;
        return new Connection(
                new ConnectionEnd(accepted, inbox, direction),
                new Pickles(Pickles.AS_THE_PEER_READS, CustomTypes.none()));
    }

    /**
     * No longer waits for the other end to be opened; if it never was, the end opened here has come to its end.
     * Ends that are connected stay so, and are closed on their own.
     */
    @Override
    public void close() {
        accepted.completeExceptionally(new EOFException(address + ": the other end of the pipe was never opened"));
        listeners.close();
    }
}
