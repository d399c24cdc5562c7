package io.picklewire.server;

import io.picklewire.connection.LimitedLog;
import io.picklewire.connection.Link;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Looks for a client that sends a request before it has read the reply to the one before. That is what CPython's does after
 * Ctrl-C has struck in a call that was answered already: it takes each reply for that of the next call from then on. Nothing
 * on the wire tells, but Linux knows what lies unread. The log is told once a connection.
 *
 * <p>It looks when a request has just come: a reply that is unread then is proof. Most clients have read by then, so that
 * finds one in some hundred requests. It looks at clients that pause, too. There a reply may lie for a while because the
 * program is busy, or stopped; but hardly do several for seconds in all, and none is found read. Runs on the connection's
 * event loop.
 */
final class UnreadWatch {
    private static final LimitedLog LOG = LimitedLog.of(UnreadWatch.class);

    /** A look takes the kernel 30 microseconds, for TCP: these are what all connections together have time for. */
    private static final SamplingInterval ARRIVALS = new SamplingInterval(TimeUnit.MILLISECONDS.toNanos(10));

    private static final SamplingInterval PAUSES = new SamplingInterval(TimeUnit.MILLISECONDS.toNanos(1));

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** Three seconds, of which one reply makes up a second at most. */
    private static final int TICKS = 60;

    private static final int TICKS_OF_ONE = 20;
    /** Whoever made more calls since the last reply that lay unread did not leave each of theirs. */
    private static final int FEW = 100;

    private final Link link;
    private final ServedClient caller;
    /** Whether a call waits: there is no reply to be read then. */
    private final BooleanSupplier waiting;

    private long requests;
    private boolean ended;

    private boolean isTicking;
    private boolean isLookedAt;
    private long requestsAtTick;

    /** For how many ticks replies have lain unread in all. */
    private int unreadTicks;
    /** For how many the last of them has, and which it is. */
    private int ticksOfLast;

    private long requestsAtLast;

    UnreadWatch(Link link, ServedClient caller, BooleanSupplier waiting) {
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
        if (!isLookedAt && ARRIVALS.isTime()) {
            isLookedAt = true; // the next look is another connection's
            if (link.unread().orElse(0) > 0) {
                tell();
            }
        }
        if (!isTicking) {
            tickAgain();
        }
    }

    /** The client counts replies, or is gone: there is nothing to be told. */
    void end() {
        ended = true;
    }

    private void tickAgain() {
        isTicking = true;
        link.schedule(TICK_NANOS, this::tick);
    }

    private void tick() {
        isTicking = false;
        isLookedAt = false;
        if (ended || waiting.getAsBoolean()) {
            return;
        }
        boolean isNew = requests != requestsAtTick; // its reply has not lain for a tick yet
        requestsAtTick = requests;
        if (isNew || !PAUSES.isTime() || isLeftUnread()) {
            tickAgain();
        }
    }

    /** Whether the last reply lies there, and more is to be known of it. */
    private boolean isLeftUnread() {
        OptionalLong unread = link.unread();
        if (unread.isEmpty()) {
            return false;
        }
        if (unread.getAsLong() == 0) {
            unreadTicks = 0;
            return false;
        }
        if (requests - requestsAtLast > FEW) {
            unreadTicks = 0;
        }
        if (requests != requestsAtLast) {
            ticksOfLast = 0;
        }
        requestsAtLast = requests;
        ticksOfLast++;
        if (++unreadTicks == TICKS) {
            tell();
        }
        return ticksOfLast < TICKS_OF_ONE;
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
