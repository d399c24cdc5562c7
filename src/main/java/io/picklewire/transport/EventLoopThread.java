package io.picklewire.transport;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.picklewire.python.Budget;

/** A thread of {@link EventLoops}: on one of these nothing may wait for another, or for itself. */
final class EventLoopThread extends FastThreadLocalThread implements Budget.Holder {
    private final Budget budget = new Budget();

    private EventLoopThread(ThreadGroup group, Runnable work, String name) {
        super(group, work, name);
    }

    @Override
    public Budget budget() {
        return budget;
    }

    /** Makes them; daemons do not keep the JVM alive. */
    static final class Factory extends DefaultThreadFactory {
        Factory(String name, boolean isDaemon) {
            super(name, isDaemon);
        }

        @Override
        protected Thread newThread(Runnable work, String name) {
            return new EventLoopThread(threadGroup, work, name);
        }
    }
}
