package io.picklewire.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection over which objects and bytes are sent, to a Python or a Java process at the other end.
 *
 * <p>{@link #send} writes in the pickle protocol that {@code pickleProtocol} of the builder named; unless one was
 * named, in the highest that the peer is known to read: 2, which every Python reads, or 4 once the peer has
 * authenticated as CPython 3.12 and later do, or that of an object received from it, if that is higher.
 *
 * <p>What has come and was not received yet is kept up to 4 MiB, past which the peer has to wait.
 *
 * <p>Any thread, but no event loop; several may send and receive at a time, and each message stays whole. A
 * method that waits can be interrupted: it throws {@link java.io.InterruptedIOException}, the thread stays
 * interrupted, and a message that was waited for goes to whoever receives next. Source:
 * {@code multiprocessing.connection.Connection}.
 */
public final class Connection implements AutoCloseable {
    private final ConnectionEnd end;
    private final Pickles pickles;

    Connection(ConnectionEnd end, Pickles pickles) {
        this.end = end;
        this.pickles = pickles;
        var unused =
                end.link().thenAccept(link -> pickles.peerSpeaks(link.peer().dialect()));
    }

    /** Over an open link, whose handler is the inbox. */
    static Connection over(Link link, Inbox inbox, Pickles pickles) {
        return new Connection(
                new ConnectionEnd(CompletableFuture.completedFuture(link), inbox, Direction.BOTH), pickles);
    }

    /** A {@link Pipe} that goes both ways. */
    public static Pipe pipe() throws IOException {
        return pipe(true);
    }

    /**
     * A {@link Pipe}, one-way unless {@code duplex}: then its first end only receives, and its second only sends.
     *
     * @throws IOException when it cannot listen on a Unix socket in a new temporary folder
     */
    public static Pipe pipe(boolean duplex) throws IOException {
        return Pipe.open(duplex);
    }

    /**
     * Waits until at least one of {@code connections} has a message to receive or has come to its end, and
     * returns all those, in the order given. Source: {@code multiprocessing.connection.wait}, which cannot have
     * that name in Java, where every object has a {@code wait}.
     *
     * @throws IOException when one of them is closed at this end, or only sends
     */
    public static List<Connection> waitFor(Collection<Connection> connections) throws IOException {
        return waitFor(connections, Deadline.LONGEST);
    }

    /** The same as {@link #waitFor(Collection)} for up to {@code limit}; then the list is empty. */
    public static List<Connection> waitFor(Collection<Connection> connections, Duration limit) throws IOException {
        for (Connection connection : connections) {
            connection.end.requireReadable("waitFor");
        }
        return Readiness.await(List.copyOf(connections), Deadline.in(limit));
    }

    /**
     * Sends an object: null, booleans, numbers, strings, byte arrays, lists, maps, sets, records, dates and times, UUIDs
     * and whatever else the table of package {@code client} has; Python's own values, and what picklers were registered for.
     *
     * @throws net.razorvine.pickle.PickleException when it cannot be pickled; then nothing was sent, and the
     *     connection goes on
     * @throws IOException as {@link #sendBytes(byte[])}
     */
    public void send(@Nullable Object value) throws IOException {
        end.requireWritable("send");
        end.write(ByteBuffer.wrap(pickles.dumps(value)));
    }

    /**
     * Receives an object that was sent by {@code send}, waiting for it: text, numbers, lists, maps, bytes, dates and times,
     * decimals, UUIDs and arrays of numbers as Java has them, and what Java has not, such as a tuple, as a value of package
     * {@code python}. Nothing that a pickle
     * names is imported or executed; an object of an unknown class is a {@link io.picklewire.python.PyObject}.
     *
     * @throws net.razorvine.pickle.PickleException when the message is no pickle; it is gone, and the connection
     *     goes on
     * @throws io.picklewire.auth.AuthenticationException when the peer asks for an authkey, and none was given
     * @throws IOException as {@link #recvBytes()}
     */
    public @Nullable Object recv() throws IOException {
        return pickles.loads(end.receive("recv"));
    }

    /**
     * Sends a message of bytes, and waits until the operating system has taken all of it. An interrupt ends the
     * waiting only: the message goes out whole, and the array must not be changed before.
     *
     * @throws IOException when the connection is closed, at either end, or only receives
     */
    public void sendBytes(byte[] message) throws IOException {
        end.requireWritable("sendBytes");
        end.write(ByteBuffer.wrap(message));
    }

    /**
     * Sends {@code size} bytes of {@code buffer}, from {@code offset} on, as a message.
     *
     * @throws IndexOutOfBoundsException when the buffer has no such bytes
     * @throws IOException as {@link #sendBytes(byte[])}
     */
    public void sendBytes(byte[] buffer, int offset, int size) throws IOException {
        Objects.checkFromIndexSize(offset, size, buffer.length);
        end.requireWritable("sendBytes");
        end.write(ByteBuffer.wrap(buffer, offset, size));
    }

    /**
     * Receives a message as bytes, waiting for it.
     *
     * @throws java.io.EOFException when the peer has closed its end, and all that it sent has been received
     * @throws IOException when the connection broke off, is closed at this end, or only sends; or when the message
     *     was longer than the maximum, which costs this message only
     */
    public byte[] recvBytes() throws IOException {
        return end.receive("recvBytes");
    }

    /**
     * Receives a message of at most {@code maxLength} bytes. A longer one is dropped, and with it all that would
     * still come: this end then only sends, or is closed if it only received.
     *
     * @throws IOException as {@link #recvBytes()}, and for a longer message
     */
    public byte[] recvBytes(int maxLength) throws IOException {
        if (maxLength < 0) {
            throw new IllegalArgumentException("maximum length " + maxLength + "; allowed is 0 and more");
        }
        return end.receive("recvBytes", maxLength);
    }

    /** Whether receiving would not wait: a whole message has come, or the end. */
    public boolean poll() throws IOException {
        return poll(Duration.ZERO);
    }

    /** The same as {@link #poll()}, waiting up to {@code limit} for it. */
    public boolean poll(Duration limit) throws IOException {
        end.requireReadable("poll");
        return !Readiness.await(List.of(this), Deadline.in(limit)).isEmpty();
    }

    /** Who is at the other end; of a pipe, waits for the other end to be opened. */
    public Peer peer() throws IOException {
        Wait.refuseOnEventLoop("peer");
        return Wait.until(end.link(), "waiting for " + end.inbox().peer()).peer();
    }

    /** Whether this end has not been closed; that the peer has closed its end is seen when receiving. */
    public boolean isOpen() {
        return end.isOpen();
    }

    /**
     * Closes this end; what was sent before is still delivered, unless the sending was interrupted. Threads that
     * wait get an exception.
     */
    @Override
    public void close() {
        end.close();
    }

    Inbox inbox() {
        return end.inbox();
    }
}
