package io.picklewire.server;

import io.picklewire.connection.Link;
import io.picklewire.shared.Caller;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The client of one serving connection, as shared objects see it. Any thread, but for {@link #speaks}. */
final class ConnectionCaller implements Caller {
    private final String name;
    private final Link link;
    private volatile int protocol;
    private @Nullable ExecutorService executor;
    private boolean closed;

    ConnectionCaller(String name, Link link, int protocol) {
        this.name = name;
        this.link = link;
        this.protocol = protocol;
    }

    /** The client wrote in that protocol, so it reads it too. */
    void speaks(int written) {
        protocol = written;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int protocol() {
        return protocol;
    }

    @Override
    public Timer after(long nanos, Runnable task) {
        return link.schedule(nanos, task)::cancel;
    }

    @Override
    public synchronized Executor executor() {
        ExecutorService current = executor;
        if (current == null) {
            current = Executors.newSingleThreadExecutor(CallerThreads.factory(LogText.of(name)));
            executor = current;
            if (closed) {
                current.shutdownNow();
            }
        }
        return current;
    }

    /** The client is gone: what still runs for it is interrupted. */
    synchronized void close() {
        closed = true;
        if (executor != null) {
            executor.shutdownNow();
        }
    }

    @Override
    public String toString() {
        return LogText.of(name) + " at " + link.peer();
    }
}
