package io.picklewire.session;

import io.picklewire.auth.AuthenticationException;
import io.picklewire.connection.Acceptor;
import io.picklewire.connection.Link;
import io.picklewire.connection.LinkHandler;
import io.picklewire.pickle.Dumper;
import io.picklewire.pickle.Loader;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a session: it connects, and connects again when the connection breaks, and sends again what was not
 * answered. Any thread.
 */
public final class ResumableLink {
    /** A program that goes on with its next request tells with it that the reply has arrived; one that does not is told of then. */
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final double FIRST_PAUSE_MILLIS = 10;
    private static final double LONGEST_PAUSE_MILLIS = 250;
    /** For who has only to be told of the end. */
    private static final long TELLING_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Of replies that come while more requests go out, the server is told when they are so many. */
    private static final int MOST_UNTOLD = 64;
    /** Every Picklewire reads it. */
    private static final int PROTOCOL = 4;
    /** A first message that may have to be sent again is no longer than that. */
    private static final int LONGEST_FIRST = 4096;

    private final Function<Acceptor, CompletionStage<Link>> server;
    private final Opening opening;
    private final Duration patience;
    private final User user;
    /** What was sent, or would have been if there were a server. */
    private final Deque<Frame> unanswered = new ArrayDeque<>(1);
    /** What there was no room for. */
    private final Deque<Frame> waiting = new ArrayDeque<>(0);

    private byte @Nullable [] first;
    private long lastNumber;
    private long answered;
    private long arrived;
    private long told;
    /** Which server it was; null before there was one. */
    private @Nullable String home;

    private @Nullable Link link;
    private long awaySince;
    private int attempts;
    private boolean isEnded;
    private Frame.Kind end = Frame.Kind.ENDED;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Who uses a session. Its methods are called on event loops, and must not block. */
    public interface User {
        /** A reply has come. */
        void replied(long number, byte[] message);

        /** No further reply will come. */
        void finished();

        /** The server stayed away for too long, or is another one now. When it is back it is told, unless {@link #forget} is called. */
        void lost(IOException why);
    }

    /**
     * A session that is not open yet.
     *
     * @param server connects, and authenticates
     * @param patience for how long to try again when the server is away
     */
    public ResumableLink(
            Function<Acceptor, CompletionStage<Link>> server, Opening opening, Duration patience, User user) {
        this.server = server;
        this.opening = opening;
        this.patience = patience;
        this.user = user;
    }

    /** Begins to connect. */
    public void open() {
        synchronized (this) {
            awaySince = System.nanoTime();
        }
        connect();
    }

    /** Sends a request, now or as soon as there is a server; gives its number. */
    public synchronized long send(byte[] message) {
        Frame frame = new Frame(Frame.Kind.MESSAGE, ++lastNumber, message);
        if (lastNumber == 1 && message.length <= LONGEST_FIRST) {
            first = message;
        }
        waiting.add(frame);
        post();
        return lastNumber;
    }

    /** Sends as much as there is room for. */
    private void post() {
        while (!waiting.isEmpty() && unanswered.size() < Frame.WINDOW) {
            Frame frame = waiting.remove();
            unanswered.add(frame);
            if (link != null) {
                link.post(frame.parts());
            }
        }
    }

    /** The requests that are not answered yet will not be waited for: they are not sent again. */
    public synchronized void giveUp() {
        unanswered.clear();
    }

    /** The reply to that request has been handed on. */
    public synchronized void arrived(long number) {
        arrived = Math.max(arrived, number);
        if (opening.takesTurns() && arrived - told >= MOST_UNTOLD) {
            tell();
        } else if (link != null && lastNumber == number) {
            link.schedule(IDLE_NANOS, () -> tellIfIdle(number));
        }
    }

    private synchronized void tellIfIdle(long number) {
        if (lastNumber == number && told < number && !isEnded) {
            tell();
        }
    }

    private synchronized void tell() {
        if (link != null) {
            told = arrived;
            link.post(Frame.parts(Frame.Kind.ARRIVED, arrived));
        }
    }

    /**
     * Ends the session: what waits in the server ends, and what is held there is released.
     *
     * @param how {@link Frame.Kind#ENDED} or {@link Frame.Kind#LET_GO}
     * @return a stage that completes when the server knows, or cannot be told
     */
    public synchronized CompletionStage<Void> end(Frame.Kind how) {
        if (!isEnded) {
            isEnded = true;
            end = how;
        }
        if (link != null) {
            link.post(Frame.parts(end, arrived));
        } else if (home == null) {
            ended.complete(null);
        }
        return ended.minimalCompletionStage();
    }

    /** Tries no more to tell the server anything. */
    public void forget() {
        ended.complete(null);
    }

    private void connect() {
        Connecting handler = new Connecting();
        server.apply(opened -> {
                    handler.link = opened;
                    return handler;
                })
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        away(failure);
                    } else {
                        opened.post(ByteBuffers.of(
                                Request.encode(null, Opening.FUNCTION, opening.toArguments(), new Dumper(PROTOCOL))));
                    }
                });
    }

    /** One connection. */
    private final class Connecting implements LinkHandler {
        private @Nullable Link link;
        private boolean isOpen;

        @Override
        public void received(byte[] message) {
            Link current = link;
            if (current == null) {
                return;
            }
            try {
                if (isOpen) {
                    take(Frame.read(message));
                } else {
                    isOpen = true;
                    resume(current, opened(message));
                }
            } catch (IllegalArgumentException | PickleException | IOException e) {
                current.close();
                giveUp(new IOException("the server cannot be used: " + e.getMessage(), e));
            }
        }

        @Override
        public void refused(String reason) {
            giveUp(new IOException("the server sent what is too long: " + reason));
        }

        @Override
        public void closed() {
            away(new IOException("the connection was closed"));
        }
    }

    private static Opened opened(byte[] message) throws IOException {
        Reply reply = Reply.parse(message, new Loader());
        if (reply instanceof Reply.Result result) {
            return Opened.read(result.value());
        }
        throw new IOException("it does not know how to resume a session");
    }

    private synchronized void resume(Link current, Opened opened) throws IOException {
        if (home != null && !opened.isKnown() && !home.equals(opened.server())) {
            throw new IOException("it is another one than before, or has kept nothing");
        }
        if (home != null && !opened.isKnown() && !opened.isInTime()) {
            throw new IOException("it has given up waiting for this client");
        }
        home = opened.server();
        attempts = 0;
        if (!opened.isKnown() && answered > 0 && first != null) {
            current.post(new Frame(Frame.Kind.MESSAGE, 1, first).parts());
        }
        link = current;
        if (answered > 0) {
            tell(); // a server that has been started again does not know
        }
        if (isEnded) {
            current.post(Frame.parts(end, arrived));
        } else {
            unanswered.forEach(frame -> current.post(frame.parts()));
        }
    }

    private void take(Frame frame) {
        switch (frame.kind()) {
            case MESSAGE -> {
                if (isNews(frame)) {
                    user.replied(frame.number(), frame.message());
                }
            }
            case FINISHED -> finished();
            default -> throw new IllegalArgumentException("a server does not send: " + frame);
        }
    }

    private void finished() {
        Link last;
        synchronized (this) {
            last = isEnded ? link : null;
        }
        if (last != null) {
            ended.complete(null);
            last.finish();
        } else {
            user.finished();
        }
    }

    private synchronized boolean isNews(Frame frame) {
        if (frame.number() <= answered) {
            return false;
        }
        answered = frame.number();
        while (!unanswered.isEmpty() && unanswered.peek().number() <= answered) {
            unanswered.remove();
        }
        post();
        return true;
    }

    /** There is no connection, or no longer. */
    private void away(Throwable failure) {
        Throwable why =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean isHopeless = why instanceof AuthenticationException;
        long pause;
        boolean isLate;
        synchronized (this) {
            if (ended.isDone()) {
                return;
            }
            if (link != null || attempts == 0) {
                awaySince = System.nanoTime();
            }
            link = null;
            isLate = System.nanoTime() - awaySince > patience.toNanos();
            pause = isLate ? TELLING_PAUSE_NANOS : pause();
            attempts++;
        }
        if (isHopeless) {
            giveUp(new IOException("the server has another key: " + why.getMessage(), why));
            return;
        }
        if (isLate) {
            lose(new IOException("the server is away: " + why.getMessage(), why));
        }
        CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS).execute(this::connect);
    }

    /** Each time longer, and not the same for all who wait. */
    private long pause() {
        double ceiling = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * (attempts + 1));
        return (long)
                (ceiling * (0.5 + ThreadLocalRandom.current().nextDouble() / 2) * TimeUnit.MILLISECONDS.toNanos(1));
    }

    private void giveUp(IOException why) {
        ended.complete(null);
        lose(why);
    }

    /** The user need not wait any longer. The server is told of it when it is back, so that nothing stays held. */
    private void lose(IOException why) {
        synchronized (this) {
            if (isEnded) {
                return;
            }
            isEnded = true;
            end = Frame.Kind.LET_GO;
            link = null;
            if (home == null) {
                ended.complete(null); // it has never known of the session
            }
        }
        user.lost(why);
    }

    /** Buffers of whole arrays. */
    private static final class ByteBuffers {
        static ByteBuffer[] of(byte[] bytes) {
            return new ByteBuffer[] {ByteBuffer.wrap(bytes)};
        }
    }
}
