package io.picklewire.connection;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * One authenticated connection that carries messages: CPython's {@code multiprocessing.connection.Connection}.
 *
 * <p>Thread rule: every method may be called from any thread; callbacks come on the link's event loop, and
 * must not block.
 */
public interface Link {
    /**
     * Sends one message, made of {@code parts} one after the other, which must not be changed afterwards.
     *
     * <p>Completes on the event loop when the operating system has taken all of it; completes exceptionally,
     * with what went wrong, if it could not be written.
     */
    CompletionStage<Void> send(byte[]... parts);

    /** The same for parts that are ranges of arrays, or other buffers. */
    CompletionStage<Void> send(ByteBuffer... parts);

    /** Sends a message as {@link #send} does, and closes the link if it could not be written. */
    void post(ByteBuffer[] parts);

    /**
     * The same; on the event loop {@code whenWritten} is run when the operating system has taken all of it, and {@code ifLost} if
     * it could not be written.
     */
    void post(ByteBuffer[] parts, Runnable whenWritten, Runnable ifLost);

    /** From now on the peer waits for the answer to each message before it sends the next. To be called on the loop. */
    void takeTurns();

    /**
     * Acknowledges now what has come, since the answer will take a while: Nagle's algorithm at the other end holds back
     * what is sent before that. On the link's event loop.
     */
    void acknowledge();

    /** Closes at once; what was sent before and is not yet written is lost. */
    void close();

    /**
     * Closes after what was sent has been read: waits up to a second for the peer to close first, so that
     * neither side is left with a socket in TIME_WAIT. Further messages are not received.
     */
    void finish();

    /**
     * Whether the peer is still there. On Linux' native transports this asks the kernel, so that a TCP peer
     * that has closed is not alive even while its close has not been read.
     */
    boolean isAlive();

    /**
     * How much of what was sent has come to the other end and was not read by the program there, in bytes (of a Unix socket:
     * of the kernel's memory). Empty where that is not known (on another machine or system, without JNA, of a Unix socket
     * with a transport that is not native), and while some of it is not sent yet. For TCP the kernel takes 30 microseconds.
     * On the link's event loop.
     */
    OptionalLong unread();

    /** Who is at the other end. */
    Peer peer();

    /** Where this end is: the address at which the peer connected; of a client, for Unix sockets the server's. */
    Address local();

    /**
     * How often something has been read. Messages that come while this stays the same came together, however long the
     * first of them takes. On the link's event loop.
     */
    long reads();

    /** Whether the calling thread is the link's event loop. */
    boolean isOnLoop();

    /**
     * Runs {@code task} later on the event loop, not within this call, after input that is ready now has
     * been handled: messages, and the peers' closes.
     */
    void execute(Runnable task);

    /** Runs {@code task} once on the event loop after {@code delayNanos} nanoseconds, unless cancelled. */
    Timer schedule(long delayNanos, Runnable task);

    /** Stops reading: messages already read still come, and the peer's close may go unseen meanwhile. */
    void pauseReading();

    /** Reads again after {@link #pauseReading()}. */
    void resumeReading();

    /** A timer that has been set. */
    interface Timer {
        /** Stops the timer if it has not fired; harmless otherwise. */
        void cancel();
    }
}
