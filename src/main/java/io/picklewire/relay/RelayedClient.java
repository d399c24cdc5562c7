package io.picklewire.relay;

import io.picklewire.connection.ClientBuilder;
import io.picklewire.connection.LimitedLog;
import io.picklewire.connection.Link;
import io.picklewire.connection.LinkHandler;
import io.picklewire.connection.PythonAddress;
import io.picklewire.process.ProcessId;
import io.picklewire.session.Frame;
import io.picklewire.session.Opening;
import io.picklewire.session.ResumableLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection of a client, and its session with the server, both on one event loop, on which this runs. */
final class RelayedClient implements LinkHandler, ResumableLink.User {
    private static final LimitedLog LOG = LimitedLog.of(RelayedClient.class);
    /** A program needs microseconds to send two requests in a row; a user, much longer to press Ctrl-C. */
    private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** So many requests of which no answer was written are passed on for a client that does not wait, and so many more are taken. */
    private static final int MOST = 16;

    private final Link client;
    private final ClientBuilder server;
    private final long id;
    private final Duration patience;
    /** What has come before the client's process was known, or waits until answers are read. */
    private final Deque<byte[]> early = new ArrayDeque<>(1);

    private Optional<ProcessId> process = Optional.empty();
    private boolean isProcessKnown;
    private boolean isPipeline;
    /** Whether it has sent a request at once after another; what nobody does who waits for replies. */
    private boolean isImpatient;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable ResumableLink session;
    private boolean isClosed;
    private boolean isLetGo;
    private long lastNumber;
    private long lastAnswered;
    private long lastWritten;
    private boolean isPaused;
    private long lastCameAt;

    RelayedClient(Link client, ClientBuilder server, long id, Duration patience) {
        this.client = client;
        this.server = server;
        this.id = id;
        this.patience = patience;
        client.takeTurns();
        // While it is connected: later nobody can tell.
        client.peer()
                .findProcess()
                .whenComplete((found, failure) -> client.execute(() -> {
                    if (found != null) {
                        process = found;
                    }
                    isProcessKnown = true;
                    passOn();
                }));
    }

    /** As soon as the process is known and the first request is there: it says whether the client waits for answers. */
    private void open(byte[] first) {
        isPipeline = Opening.isByPipeline(first);
        Opening opening =
                new Opening(id, client.peer().address(), process, PythonAddress.of(client.local()), isPipeline);
        ResumableLink opened = new ResumableLink(acceptor -> server.open(acceptor, client), opening, patience, this);
        session = opened;
        opened.open();
    }

    /** One that asks on and on and reads no answer is not read any more. */
    @Override
    public void received(byte[] message) {
        long now = System.nanoTime();
        ResumableLink current = session;
        boolean isEarly = lastNumber > lastAnswered || !early.isEmpty();
        isImpatient |= isEarly && now - lastCameAt <= AT_ONCE_NANOS;
        boolean givesUp = isEarly && !isPipeline && !isImpatient;
        lastCameAt = now;
        early.add(message);
        if (current != null && givesUp && early.size() == 1) { // by Ctrl-C, say
            current.giveUp();
            pass(current);
        }
        passOn();
        if (early.size() >= MOST) {
            isPaused = true;
            client.pauseReading();
        }
    }

    private void passOn() {
        byte[] first = early.peek();
        if (session == null && isProcessKnown && first != null && !isClosed) {
            open(first);
        }
        while (session != null && !early.isEmpty() && lastNumber - lastWritten < (isPipeline ? MOST : 1)) {
            pass(session);
        }
        if (isPaused && early.isEmpty()) {
            isPaused = false;
            client.resumeReading();
        }
    }

    private void pass(ResumableLink current) {
        lastNumber = current.send(early.remove());
    }

    @Override
    public void replied(long number, byte[] message) {
        lastAnswered = number; // before the client can know
        client.post(new ByteBuffer[] {ByteBuffer.wrap(message)}, () -> written(number), () -> {});
    }

    private void written(long number) {
        lastWritten = number;
        if (session != null) {
            session.arrived(number);
        }
        passOn();
    }

    @Override
    public void finished() {
        client.finish();
    }

    @Override
    public void lost(IOException why) {
        LOG.warn("a client is let go", client.peer(), () -> why.getMessage());
        client.close();
    }

    @Override
    public void refused(String reason) {
        LOG.warn("a message that is too long", client.peer(), () -> reason);
        client.close();
    }

    @Override
    public void closed() {
        isClosed = true;
        CompletionStage<Void> told = session == null
                ? CompletableFuture.completedFuture(null)
                : session.end(isLetGo ? Frame.Kind.LET_GO : Frame.Kind.ENDED);
        told.whenComplete((done, failure) -> ended.complete(null));
    }

    /** Lets the client go. */
    void end() {
        client.execute(() -> {
            isLetGo = true;
            client.close();
        });
    }

    /** Nobody will tell the server of it any more. */
    void forget() {
        ResumableLink current = session;
        if (current != null) {
            current.forget();
        }
    }

    /** Completes when it has gone, and the server knows. */
    CompletableFuture<Void> ended() {
        return ended;
    }
}
