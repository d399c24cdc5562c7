package io.picklewire.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AcceptPauseTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new AcceptPause(Address.of("127.0.0.1", 5)));

    @Test
    void acceptingRestsAfterAFailureAndGoesOn() {
        channel.freezeTime();
        channel.pipeline().fireExceptionCaught(new IOException("Too many open files"));
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(channel.isOpen()).isTrue();

        channel.advanceTimeBy(100, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.config().isAutoRead()).isTrue();
        channel.checkException();
    }
}
