package io.picklewire.connection;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.picklewire.python.Budget;

/** A thread of {@link Loops}: on one of these nothing may wait for another, or for itself. */
final class LoopThread extends FastThreadLocalThread implements Budget.Holder {
    private final Budget budget = new Budget();

    private LoopThread(ThreadGroup group, Runnable work, String name) {
        super(group, work, name);
    }

    @Override
    public Budget budget() {
        return budget;
    }

    /** Whether the caller is on one. */
    static boolean isCurrent() {
        return Thread.currentThread() instanceof LoopThread;
    }

    /** Makes them; daemons do not keep the JVM alive. */
    static final class Factory extends DefaultThreadFactory {
        Factory(String name, boolean isDaemon) {
            super(name, isDaemon);
        }

        @Override
        protected Thread newThread(Runnable work, String name) {
            return new LoopThread(threadGroup, work, name);
        }
    }
}
