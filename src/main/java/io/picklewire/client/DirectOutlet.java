package io.picklewire.client;

import io.picklewire.connection.Link;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Requests go out by one connection, and end with it.
 *
 * @param link the connection
 */
record DirectOutlet(Link link) implements ServerLink.Outlet {
    @Override
    public CompletableFuture<Void> send(ByteBuffer[] request) {
        return link.send(request).toCompletableFuture();
    }

    @Override
    public boolean isAlive() {
        return link.isAlive();
    }

    @Override
    public Runnable later(Duration delay, Runnable task) {
        return link.schedule(delay.toNanos(), task)::cancel;
    }

    @Override
    public void close() {
        link.close();
    }
}
