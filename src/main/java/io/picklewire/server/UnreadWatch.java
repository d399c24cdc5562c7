package io.picklewire.server;

import io.picklewire.connection.LimitedLog;
import io.picklewire.connection.Link;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Looks for a client that sends a request before it has read the reply to the one before. That is what CPython's does after
 * Ctrl-C has struck in a call that was answered already: it takes each reply for that of the next call from then on. Nothing
 * on the wire tells, but Linux knows what lies unread. The log is told once a connection.
 *
 * <p>It looks when a request has just come. Most clients have read by then, so it finds one in some hundred requests. It
 * looks at clients that pause, too: a reply that lies there for a second may be one of a program that is busy or stopped, but
 * hardly are three in a row with few calls between. Runs on the connection's event loop.
 */
final class UnreadWatch {
    private static final LimitedLog LOG = LimitedLog.of(UnreadWatch.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int PAUSES = 3;
    private static final int FEW = 100;

    private final Link link;
    private final ConnectionCaller caller;
    /** Whether a call waits: there is no reply to be read then. */
    private final BooleanSupplier waiting;

    private long requests;
    private long requestsBefore;
    private boolean isTicking;
    private long requestsAtPause;
    private int unreadPauses;
    private boolean ended;

    UnreadWatch(Link link, ConnectionCaller caller, BooleanSupplier waiting) {
        this.link = link;
        this.caller = caller;
        this.waiting = waiting;
    }

    /** A request has come, and is not answered yet. */
    void arrived() {
        if (ended) {
            return;
        }
        requests++;
        if (link.unread().orElse(0) > 0) {
            tell();
        } else if (!isTicking) {
            isTicking = true;
            link.schedule(PAUSE_NANOS, this::tick);
        }
    }

    /** The client counts replies, or is gone: there is nothing to be told. */
    void end() {
        ended = true;
    }

    private void tick() {
        isTicking = !ended && requests != requestsBefore;
        requestsBefore = requests;
        if (isTicking) {
            link.schedule(PAUSE_NANOS, this::tick);
        } else if (!ended && !waiting.getAsBoolean()) {
            link.unread().ifPresent(this::paused);
        }
    }

    private void paused(long unread) {
        if (unread == 0 || requests - requestsAtPause > FEW) {
            unreadPauses = 0;
        }
        requestsAtPause = requests;
        if (unread > 0 && ++unreadPauses == PAUSES) {
            tell();
        }
    }

    private void tell() {
        end();
        LOG.warn(
                "replies that are not read",
                caller,
                () -> "sends a request before it reads the reply to the one before; if a call was interrupted there, by"
                        + " Ctrl-C say, it takes each reply for that of its next call: proxy._connect() mends that, or a new"
                        + " thread");
    }
}
