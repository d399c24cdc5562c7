package io.picklewire.connection;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What has come over one link and nobody has taken yet. Past {@value #BOUND_BYTES} bytes the link stops
 * reading, so that the peer has to wait, until half of that has been taken.
 *
 * <p>Any thread.
 */
final class Inbox implements LinkHandler {
    static final long BOUND_BYTES = 4 << 20;

    private final String peer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<InboundMessage> unread = new ArrayDeque<>();
    private final List<Runnable> watchers = new ArrayList<>();
    private long unreadBytes;
    private boolean isPaused;
    private boolean isDiscarding;
    private @Nullable Link link;
    /** Makes the exception to throw once nothing more will come. */
    private @Nullable Supplier<IOException> end;

    /** Takes the name that the peer is to have in messages. */
    Inbox(String peer) {
        this.peer = peer;
    }

    String peer() {
        return peer;
    }

    /** For an {@link Acceptor}. */
    Inbox connected(Link opened) {
        if (opened instanceof ChannelLink known) {
            known.outlastFailedSends();
        }
        change(() -> link = opened);
        return this;
    }

    @Override
    public void received(byte[] message) {
        add(InboundMessage.message(message));
    }

    @Override
    public void refused(String reason) {
        add(InboundMessage.refused(reason));
    }

    @Override
    public void broken(IOException why) {
        end(() -> new IOException(peer + ": the connection broke off: " + SocketErrorText.of(why), why));
    }

    @Override
    public void closed() {
        end(() -> new EOFException(peer + ": the peer has closed the connection"));
    }

    private void add(InboundMessage arrival) {
        change(() -> {
            if (!isDiscarding) {
                unread.add(arrival);
                unreadBytes += arrival.size();
            }
            if (unreadBytes > BOUND_BYTES && !isPaused && link != null) {
                isPaused = true;
                link.pauseReading();
            }
        });
    }

    /** Nothing more will come, for the first reason that is given. */
    void end(Supplier<IOException> reason) {
        change(() -> {
            if (end == null) {
                end = reason;
            }
        });
    }

    /** Drops what is here and what comes. */
    void discard() {
        change(() -> {
            isDiscarding = true;
            unread.clear();
            unreadBytes = 0;
            resumeWhenHalfEmpty();
        });
    }

    private void change(Runnable update) {
        List<Runnable> toldOf;
        lock.lock();
        try {
            update.run();
            changed.signalAll();
            toldOf = List.copyOf(watchers);
        } finally {
            lock.unlock();
        }
        toldOf.forEach(Runnable::run);
    }

    /** Waits for the next message and takes it; throws what has ended the connection when all are taken. */
    byte[] take() throws IOException {
        return next().body(peer);
    }

    private InboundMessage next() throws IOException {
        lock.lock();
        try {
            while (!isReady()) {
                changed.await();
            }
            InboundMessage arrival = unread.poll();
            if (arrival == null) {
                throw thrownAtEnd();
            }
            unreadBytes -= arrival.size();
            resumeWhenHalfEmpty();
            return arrival;
        } catch (InterruptedException interrupt) {
            throw Wait.interrupted("waiting for a message from " + peer);
        } finally {
            lock.unlock();
        }
    }

    private IOException thrownAtEnd() {
        return end == null ? new EOFException(peer) : end.get();
    }

    private void resumeWhenHalfEmpty() {
        if (isPaused && unreadBytes <= BOUND_BYTES / 2 && link != null) {
            isPaused = false;
            link.resumeReading();
        }
    }

    /** Whether {@link #take} would not wait. */
    boolean isReady() {
        return locked(() -> !unread.isEmpty() || end != null);
    }

    /** Whether the link has been told to stop reading. */
    boolean isPaused() {
        return locked(() -> isPaused);
    }

    /** About how much memory the messages take that nobody has taken. */
    long unreadBytes() {
        return locked(() -> unreadBytes);
    }

    private <T> T locked(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    /** Completes when what the operating system has of this link now is here. */
    CompletableFuture<Void> caughtUp() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Link known = locked(() -> link);
        if (known == null || isReady()) {
            done.complete(null);
        } else {
            // Within the loop a task comes after input, but one from outside may come before it.
            known.execute(() -> known.execute(() -> done.complete(null)));
        }
        return done;
    }

    /** Runs {@code watcher} after every change, on whichever thread made it. */
    void watch(Runnable watcher) {
        change(() -> watchers.add(watcher));
    }

    void unwatch(Runnable watcher) {
        change(() -> watchers.remove(watcher));
    }
}
