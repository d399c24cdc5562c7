package io.picklewire.server;

import io.picklewire.connection.Address;
import io.picklewire.connection.Link;
import io.picklewire.connection.LinkHandler;
import io.picklewire.connection.Peer;
import io.picklewire.process.ProcessId;
import io.picklewire.session.Frame;
import io.picklewire.session.Frame.Kind;
import io.picklewire.session.Opening;
import io.picklewire.shared.ClientId;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A client that may lose its connection and come back: to the phases it is a link that stays. What is posted while it is away is kept,
 * and the last reply until the client says that it has arrived. Runs on the event loop of its first connection, but for what a
 * {@link Link} lets any thread do.
 */
final class Session implements Link {
    private final Opening opening;
    private final Peer peer;
    private volatile Optional<ProcessId> process = Optional.empty();
    private final Link home;
    private final @Nullable Resumption before;
    private final Runnable whenEnded;
    private @Nullable LinkHandler handler;
    /** Requests that wait for their turn. */
    private final Deque<Frame> early = new ArrayDeque<>(0);

    private volatile @Nullable Link link;
    private long received;
    private long current;
    private long replied;
    /** Replies that may not have arrived. */
    private final Deque<Sent> replies = new ArrayDeque<>(1);

    private boolean isEarlier;
    private boolean isFinished;
    private boolean isEnded;
    private volatile boolean isLost;
    private volatile long awaySince = System.nanoTime();

    /**
     * A reply that may not have arrived.
     *
     * @param number of the request
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sent(long number, ByteBuffer[] parts, Runnable whenArrived, Runnable ifLost) {
        ByteBuffer[] frame() {
            return Frame.parts(Kind.MESSAGE, number, parts);
        }
    }

    /**
     * A session.
     *
     * @param first the connection that opens it
     * @param before what the client had asked for before the server was started again; null when it cannot have
     */
    Session(Opening opening, Link first, @Nullable Resumption before, Runnable whenEnded) {
        this.opening = opening;
        this.before = before;
        this.home = first;
        this.whenEnded = whenEnded;
        this.peer = Peer.of(opening.client(), opening.process(), first.peer());
        var unused = peer.findProcess().thenAccept(found -> process = found);
    }

    /** What the client had asked for before the server was started again; null when it cannot have. */
    @Nullable
    Resumption before() {
        return before;
    }

    /** What deals with its messages. */
    void handler(LinkHandler phases) {
        handler = phases;
    }

    /** The client as objects know it. */
    ClientId client(String name) {
        return ClientId.resumable(
                opening.id(), opening.takesTurns(), name, LogSanitizer.of(name) + " at " + opening.client());
    }

    /** The number of the request that is being dealt with. */
    long number() {
        return current;
    }

    /** The client is there, perhaps again. */
    void attach(Link with) {
        run(() -> {
            Link before = link;
            link = with;
            if (before != null && before != with) {
                before.close();
            }
            replies.forEach(sent -> with.post(sent.frame()));
            if (isFinished) {
                with.post(Frame.parts(Kind.FINISHED, replied));
            }
        });
    }

    /** A connection of the client has ended, which says nothing of the client. */
    void detach(Link from) {
        run(() -> {
            if (link == from) {
                link = null;
                awaySince = System.nanoTime();
            }
        });
    }

    /** Whether the client has been away for that long, or is known to have ended. */
    private boolean isGone(long patience) {
        return link == null
                && (System.nanoTime() - awaySince > patience
                        || process.filter(known -> !known.isAlive()).isPresent());
    }

    /** Ends when the client has been away for that long, or is known to have ended. */
    void endIfGone(long patience) {
        if (isGone(patience)) {
            run(() -> {
                if (isGone(patience)) { // it may have come back just now
                    isLost = true;
                    end();
                }
            });
        }
    }

    /** Whether the client may live, and cannot come back to what it held. */
    boolean isLost() {
        return isLost;
    }

    void take(Frame frame) {
        run(() -> dealWith(frame));
    }

    private void dealWith(Frame frame) {
        switch (frame.kind()) {
            case MESSAGE -> {
                if (frame.number() > received) {
                    received = frame.number();
                    early.add(frame);
                    next();
                    if (early.size() > Frame.WINDOW) {
                        throw new IllegalArgumentException(
                                "more than " + Frame.WINDOW + " requests that are not answered");
                    }
                }
            }
            case ARRIVED -> {
                told(frame.number());
                next();
            }
            case ENDED, LET_GO -> {
                told(frame.number());
                isLost = frame.kind() == Kind.LET_GO;
                end();
            }
            default -> throw new IllegalArgumentException("a client does not send: " + frame);
        }
    }

    private void next() {
        while (!early.isEmpty() && isReady()) {
            Frame frame = early.remove();
            current = frame.number();
            if (before != null && current > 1) { // by the first, which comes again, it has only told its name
                before.asks(current);
            }
            if (!opening.takesTurns()) {
                arrived(current - 1); // who sends the next has read the last
            }
            if (handler != null) {
                handler.received(frame.message());
            }
        }
    }

    private boolean isReady() {
        return !opening.takesTurns() || (current == replied && replies.size() < Frame.WINDOW);
    }

    private void told(long number) {
        if (before != null) {
            before.arrived(number);
        }
        arrived(number);
    }

    private void arrived(long number) {
        if (before != null) {
            before.forget(number);
        }
        while (!replies.isEmpty() && replies.peek().number() <= number) {
            replies.remove().whenArrived().run();
        }
    }

    /** The client is gone for good. */
    void end() {
        run(() -> {
            if (isEnded) {
                return;
            }
            isEnded = true;
            replies.forEach(sent -> sent.ifLost().run());
            replies.clear();
            early.clear();
            if (before != null) {
                before.ended();
            }
            if (link != null) {
                link.post(Frame.parts(Kind.FINISHED, replied));
                link.finish();
                link = null;
            }
            LinkHandler last = handler;
            handler = null;
            if (last != null) {
                last.closed();
            }
            whenEnded.run();
        });
    }

    private void run(Runnable task) {
        if (home.isOnLoop()) {
            task.run();
        } else {
            home.execute(task);
        }
    }

    /** What is posted next answers the request before the one that is being dealt with. */
    void answerEarlier() {
        isEarlier = true;
    }

    private void say(ByteBuffer[] parts, Runnable arrival, Runnable loss) {
        if (isEnded) {
            loss.run();
            return;
        }
        replied = isEarlier ? current - 1 : current;
        isEarlier = false;
        Sent sent = new Sent(replied, parts, arrival, loss);
        replies.add(sent);
        if (link != null) {
            link.post(sent.frame());
        }
        if (opening.takesTurns() && !early.isEmpty()) {
            home.execute(this::next);
        }
    }

    @Override
    public CompletionStage<Void> send(byte[]... parts) {
        ByteBuffer[] buffers = new ByteBuffer[parts.length];
        for (int i = 0; i < parts.length; i++) {
            buffers[i] = ByteBuffer.wrap(parts[i]);
        }
        return send(buffers);
    }

    /** It is on its way as soon as it is here. */
    @Override
    public CompletionStage<Void> send(ByteBuffer... parts) {
        post(parts);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void post(ByteBuffer[] parts) {
        post(parts, () -> {}, () -> {});
    }

    @Override
    public void post(ByteBuffer[] parts, Runnable whenWritten, Runnable lost) {
        run(() -> say(parts, whenWritten, lost));
    }

    @Override
    public void takeTurns() {
        home.takeTurns();
    }

    @Override
    public void acknowledge() {
        if (link != null) {
            link.acknowledge();
        }
    }

    @Override
    public void close() {
        end();
    }

    @Override
    public void finish() {
        run(() -> {
            isFinished = true;
            if (link != null) {
                link.post(Frame.parts(Kind.FINISHED, replied));
            }
        });
    }

    /** One that is away may come back. */
    @Override
    public boolean isAlive() {
        return !isEnded;
    }

    /** It is read by whoever passes it on. */
    @Override
    public OptionalLong unread() {
        return OptionalLong.empty();
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public Address local() {
        return home.local();
    }

    @Override
    public long reads() {
        return link == null ? 0 : link.reads();
    }

    @Override
    public boolean isOnLoop() {
        return home.isOnLoop();
    }

    @Override
    public void execute(Runnable task) {
        home.execute(task);
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        return home.schedule(delayNanos, task);
    }

    @Override
    public void pauseReading() {
        if (link != null) {
            link.pauseReading();
        }
    }

    @Override
    public void resumeReading() {
        if (link != null) {
            link.resumeReading();
        }
    }
}
