package io.picklewire.connection;

import io.picklewire.wire.FrameException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * What a {@link Connection} does with messages as they are: whole ones in and out, as long as it is open and in
 * the directions it has.
 *
 * <p>Any thread.
 */
final class ConnectionEnd {
    private final CompletableFuture<Link> link;
    private final Inbox inbox;
    private volatile Direction direction;
    private volatile boolean isOpen = true;

    /** Over a link that may still be on its way, and whose handler is the inbox. */
    ConnectionEnd(CompletableFuture<Link> link, Inbox inbox, Direction direction) {
        this.link = link;
        this.inbox = inbox;
        this.direction = direction;
        var unused = link.exceptionally(failed -> {
            inbox.end(() -> neverOpened(failed));
            return null;
        });
    }

    private static IOException neverOpened(Throwable why) {
        IOException named =
                why instanceof EOFException ? new EOFException(why.getMessage()) : new IOException(why.getMessage());
        named.initCause(why);
        return named;
    }

    CompletableFuture<Link> link() {
        return link;
    }

    Inbox inbox() {
        return inbox;
    }

    boolean isOpen() {
        return isOpen;
    }

    void close() {
        isOpen = false;
        inbox.discard();
        inbox.end(this::closedHere);
        var unused = link.thenAccept(Link::close);
    }

    void requireReadable(String method) throws IOException {
        requireOpen(method);
        if (!direction.isReadable()) {
            throw new IOException(inbox.peer() + ": this end of the connection only sends");
        }
    }

    void requireWritable(String method) throws IOException {
        requireOpen(method);
        if (!direction.isWritable()) {
            throw new IOException(inbox.peer() + ": this end of the connection only receives");
        }
    }

    private void requireOpen(String method) throws IOException {
        Wait.refuseOnEventLoop(method);
        if (!isOpen) {
            throw closedHere();
        }
    }

    private SocketException closedHere() {
        return new SocketException(inbox.peer() + ": the connection is closed");
    }

    /** Waits for the next message. */
    byte[] receive(String method) throws IOException {
        requireReadable(method);
        return inbox.take();
    }

    /** Waits for the next message, which must not be longer. */
    byte[] receive(String method, int maxLength) throws IOException {
        byte[] message = receive(method);
        if (message.length > maxLength) {
            receiveNoMore();
            throw new IOException(inbox.peer() + ": message of " + message.length + " bytes exceeds the limit of "
                    + maxLength + "; this end receives no more");
        }
        return message;
    }

    private void receiveNoMore() {
        if (direction.isWritable()) {
            direction = Direction.SENDING;
            inbox.discard();
        } else {
            close();
        }
    }

    /** Waits until the operating system has all of the message. */
    void write(ByteBuffer message) throws IOException {
        String doing = "sending to " + inbox.peer();
        Link opened = Wait.until(link, doing);
        try {
            Wait.until(opened.send(message), doing);
        } catch (InterruptedIOException interrupted) {
            throw interrupted;
        } catch (IOException | FrameException failed) {
            throw isOpen
                    ? new IOException(
                            inbox.peer() + ": the message was not sent: " + SocketErrorText.of(failed), failed)
                    : closedHere();
        }
    }
}
