package io.picklewire.wire;

import io.netty.channel.Channel;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channels of this process whose peers leave unread what was sent. What waits to be sent to them is bounded: beyond
 * a quarter of the heap, those that have taken nothing for five seconds are closed, beyond half of it those that have
 * taken nothing for one; the longest first. Any thread.
 */
final class Backlog {
    static final Backlog ALL = new Backlog(Runtime.getRuntime().maxMemory() / 4, System::nanoTime);

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final long LITTLE_PATIENCE = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_MILLIS = 250;

    /**
     * A channel that has no room.
     *
     * @param since when its peer took something for the last time
     * @param waiting how much waits besides what the channel knows of
     */
    private record Unread(Channel channel, long since, LongSupplier waiting) {
        long bytes() {
            return channel.bytesBeforeWritable() + waiting.getAsLong();
        }
    }

    private final long limit;
    private final LongSupplier clock;
    private final Map<Channel, Unread> unread = new ConcurrentHashMap<>();
    private final AtomicBoolean isWatching = new AtomicBoolean();

    /**
     * @param limit how much may wait in all, in bytes
     * @param clock nanoseconds
     */
    Backlog(long limit, LongSupplier clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** No more fits into the channel for now. */
    void full(Channel channel, LongSupplier waiting) {
        unread.put(channel, new Unread(channel, clock.getAsLong(), waiting));
        watch(channel);
    }

    /** The peer has taken something. */
    void progress(Channel channel) {
        unread.computeIfPresent(channel, (known, last) -> new Unread(channel, clock.getAsLong(), last.waiting()));
    }

    /** There is room again, or the channel is gone. */
    void drained(Channel channel) {
        unread.remove(channel);
    }

    private void watch(Channel channel) {
        if (!channel.eventLoop().isShuttingDown() && isWatching.compareAndSet(false, true)) {
            var unused = channel.eventLoop().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Closes what has to be closed. */
    void look() {
        isWatching.set(false);
        long waiting = unread.values().stream().mapToLong(Unread::bytes).sum();
        if (waiting > limit) {
            closeLongest(waiting, clock.getAsLong() - (waiting > 2 * limit ? LITTLE_PATIENCE : PATIENCE));
        }
        unread.keySet().stream().findAny().ifPresent(this::watch);
    }

    private void closeLongest(long waiting, long latest) {
        List<Unread> stuck = unread.values().stream()
                .filter(each -> each.since() - latest < 0)
                .sorted(Comparator.comparing(each -> each.since() - latest))
                .toList();
        int closed = 0;
        for (long left = waiting; left > limit && closed < stuck.size(); closed++) {
            left -= stuck.get(closed).bytes();
            var unused = stuck.get(closed).channel().close();
        }
        if (closed > 0) {
            LOG.warn(
                    "{} bytes waited for peers that do not read, more than {}; closed {} connections",
                    waiting,
                    limit,
                    closed);
        }
    }
}
