package io.picklewire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final int BYTES = 1 << 20;

    private final AtomicLong now = new AtomicLong(-5);
    private final Backlog backlog = new Backlog(3 * BYTES, now::get);

    private EmbeddedChannel unread(long waiting) {
        EmbeddedChannel channel = new EmbeddedChannel();
        var unused = channel.write(Unpooled.wrappedBuffer(new byte[BYTES]));
        assertThat(channel.isWritable()).isFalse();
        backlog.full(channel, () -> waiting);
        return channel;
    }

    private void pass(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        backlog.look();
    }

    @Test
    void whoeverHasTakenNothingForLongestIsClosedBeyondTheLimit() {
        EmbeddedChannel first = unread(BYTES);
        pass(1);
        EmbeddedChannel second = unread(BYTES);
        pass(5);
        assertThat(first.isOpen()).isFalse();
        assertThat(second.isOpen()).isTrue();
        second.close().syncUninterruptibly();
    }

    @Test
    void whoTakesSomethingIsNot() {
        EmbeddedChannel first = unread(BYTES);
        EmbeddedChannel second = unread(BYTES);
        now.addAndGet(TimeUnit.SECONDS.toNanos(4));
        backlog.progress(first);
        pass(2);
        assertThat(first.isOpen()).isTrue();
        assertThat(second.isOpen()).isFalse();
        first.close().syncUninterruptibly();
    }

    @Test
    void withinTheLimitNobodyIs() {
        EmbeddedChannel first = unread(0);
        EmbeddedChannel second = unread(BYTES / 2);
        pass(100);
        assertThat(first.isOpen() && second.isOpen()).isTrue();
        first.close().syncUninterruptibly();
        second.close().syncUninterruptibly();
    }

    @Test
    void farBeyondTheLimitTimeIsShort() {
        EmbeddedChannel first = unread(4 * BYTES);
        EmbeddedChannel second = unread(2 * BYTES);
        pass(2);
        assertThat(first.isOpen()).isFalse();
        assertThat(second.isOpen()).isTrue();
        second.close().syncUninterruptibly();
    }
}
