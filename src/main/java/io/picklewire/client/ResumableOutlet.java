package io.picklewire.client;

import io.picklewire.connection.ClientBuilder;
import io.picklewire.connection.LinkHandler;
import io.picklewire.process.ProcessId;
import io.picklewire.session.Frame;
import io.picklewire.session.Opening;
import io.picklewire.session.ResumableLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Requests go out by a session, which outlives its connections and the server. Any thread. */
final class ResumableOutlet implements ServerLink.Outlet, ResumableLink.User {
    private static final String NAME = "java-" + ProcessHandle.current().pid();

    private final ResumableLink session;
    private @Nullable LinkHandler handler;
    private volatile boolean isLost;

    ResumableOutlet(ClientBuilder server, boolean takesTurns, Duration patience) {
        Opening opening = new Opening(Opening.newId(), NAME, ProcessId.own(), null, takesTurns);
        this.session = new ResumableLink(server::open, opening, patience, this);
    }

    /** Begins to connect; replies go to {@code link}. */
    void open(LinkHandler link) {
        handler = link;
        session.open();
    }

    private LinkHandler handler() {
        return Objects.requireNonNull(handler, "the handler");
    }

    @Override
    public CompletableFuture<Void> send(ByteBuffer[] request) {
        int size = 0;
        for (ByteBuffer part : request) {
            size += part.remaining();
        }
        ByteBuffer message = ByteBuffer.allocate(size);
        for (ByteBuffer part : request) {
            message.put(part.duplicate());
        }
        session.send(message.array());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean isAlive() {
        return !isLost;
    }

    @Override
    public Runnable later(Duration delay, Runnable task) {
        CompletableFuture<Void> waiting = new CompletableFuture<>();
        var unused = waiting.completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS)
                .thenRun(task);
        return () -> waiting.cancel(false);
    }

    @Override
    public void close() {
        isLost = true;
        session.end(Frame.Kind.ENDED);
    }

    @Override
    public void replied(long number, byte[] message) {
        handler().received(message);
        session.arrived(number);
    }

    @Override
    public void finished() {}

    @Override
    public void lost(IOException why) {
        isLost = true;
        session.forget(); // connections of a program that has gone on are of no use to anybody
        handler().broken(why);
    }
}
