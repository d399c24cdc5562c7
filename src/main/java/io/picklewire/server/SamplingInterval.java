package io.picklewire.server;

import java.util.concurrent.atomic.AtomicLong;

/** Says yes once a period, to whoever asks first. Any thread. */
final class SamplingInterval {
    private final long periodNanos;
    private final AtomicLong nextTime = new AtomicLong(System.nanoTime());

    SamplingInterval(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    boolean isTime() {
        long now = System.nanoTime();
        long next = nextTime.get();
        return now - next >= 0 && nextTime.compareAndSet(next, now + periodNanos);
    }
}
