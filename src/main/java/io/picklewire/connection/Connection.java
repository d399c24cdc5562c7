package io.picklewire.connection;

import java.io.IOException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection over which objects and bytes are sent, to a Python or a Java process at the other end.
 *
 * <p>{@link #send} writes in the pickle protocol that {@code pickleProtocol} of the builder named; unless one was
 * named, in the highest that the peer is known to read: 2, which every Python reads, or 4 once the peer has
 * authenticated as CPython 3.12 and later do, or what the peer itself has sent, if that is higher.
 *
 * <p>What has come and was not received yet is kept up to 4 MiB, past which the peer has to wait.
 *
 * <p>Any thread, but no event loop; several may send and receive at a time, and each message stays whole. A
 * method that waits can be interrupted: it throws {@link java.io.InterruptedIOException}, the thread stays
 * interrupted, and a message that was waited for goes to whoever receives next. Source:
 * {@code multiprocessing.connection.Connection}.
 */
public final class Connection implements AutoCloseable {
    private final CompletableFuture<Link> link;
    private final Inbox inbox;
    private final Pickles pickles;
    private volatile Direction direction;
    private volatile boolean isOpen = true;

    /** Over a link that may still be on its way; the inbox must be the link's handler. */
    Connection(CompletableFuture<Link> link, Inbox inbox, Pickles pickles, Direction direction) {
        this.link = link;
        this.inbox = inbox;
        this.pickles = pickles;
        this.direction = direction;
        var unused = link.thenAccept(opened -> pickles.peerSpeaks(opened.peer().dialect()));
    }

    /**
     * Sends an object: null, booleans, numbers, strings, byte arrays, lists, maps, sets and Python's own values,
     * and what picklers were registered for.
     *
     * @throws net.razorvine.pickle.PickleException when it cannot be pickled; then nothing was sent, and the
     *     connection goes on
     * @throws IOException as {@link #sendBytes(byte[])}
     */
    public void send(@Nullable Object value) throws IOException {
        requireWritable("send");
        write(pickles.dumps(value));
    }

    /**
     * Receives an object that was sent by {@code send}, waiting for it: strings, numbers, lists and so on as Java
     * has them, else a value of package {@code python}. Nothing that a pickle names is imported or executed; an
     * object of an unknown class is a {@link io.picklewire.python.PyObject}.
     *
     * @throws net.razorvine.pickle.PickleException when the message is no pickle; it is gone, and the connection
     *     goes on
     * @throws IOException as {@link #recvBytes()}
     */
    public @Nullable Object recv() throws IOException {
        return pickles.loads(receive("recv"));
    }

    /**
     * Sends a message of bytes, and waits until the operating system has taken all of it. An interrupt ends the
     * waiting only: the message goes out whole, and the array must not be changed before.
     *
     * @throws IOException when the connection is closed, at either end, or only receives
     */
    public void sendBytes(byte[] message) throws IOException {
        requireWritable("sendBytes");
        write(message);
    }

    /**
     * Sends {@code size} bytes of {@code buffer}, from {@code offset} on, as a message.
     *
     * @throws IndexOutOfBoundsException when the buffer has no such bytes
     * @throws IOException as {@link #sendBytes(byte[])}
     */
    public void sendBytes(byte[] buffer, int offset, int size) throws IOException {
        Objects.checkFromIndexSize(offset, size, buffer.length);
        requireWritable("sendBytes");
        write(Arrays.copyOfRange(buffer, offset, offset + size));
    }

    /**
     * Receives a message as bytes, waiting for it.
     *
     * @throws java.io.EOFException when the peer has closed its end, and all that it sent has been received
     * @throws IOException when the connection broke off, is closed at this end, or only sends; or when the message
     *     was longer than the maximum, which costs this message only
     */
    public byte[] recvBytes() throws IOException {
        return receive("recvBytes");
    }

    /** Closes this end; what was sent before is still delivered. Threads that wait get an exception. */
    @Override
    public void close() {
        isOpen = false;
        inbox.discard();
        inbox.end(() -> new SocketException(inbox.peer() + ": the connection is closed"));
        var unused = link.thenAccept(Link::close);
    }

    /** Whether this end has not been closed; that the peer has closed its end is seen when receiving. */
    public boolean isOpen() {
        return isOpen;
    }

    private void write(byte[] message) throws IOException {
        String doing = "sending to " + inbox.peer();
        Link opened = Wait.until(link, doing);
        try {
            Wait.until(opened.send(message), doing);
        } catch (java.io.InterruptedIOException interrupted) {
            throw interrupted;
        } catch (IOException | io.netty.handler.codec.EncoderException failed) {
            throw new IOException(inbox.peer() + ": the message was not sent: " + Reason.of(failed), failed);
        }
    }

    private byte[] receive(String method) throws IOException {
        Wait.refuseOnEventLoop(method);
        if (!direction.isReadable()) {
            throw new IOException(inbox.peer() + ": this end of the connection only sends");
        }
        return inbox.take();
    }

    private void requireWritable(String method) throws IOException {
        Wait.refuseOnEventLoop(method);
        if (!isOpen) {
            throw new SocketException(inbox.peer() + ": the connection is closed");
        }
        if (!direction.isWritable()) {
            throw new IOException(inbox.peer() + ": this end of the connection only receives");
        }
    }
}
