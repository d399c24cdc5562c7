package io.picklewire.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An event loop's input and output that goes on looking for input for a little while before the thread sleeps. A client
 * that has its answer mostly asks again soon, and to wake a processor that sleeps takes several times as long as to
 * answer: of a call by a lone CPython client, 70 us, waking is 45.
 *
 * <p>It is given up for a while when nothing comes in time, several times in a row, or when another thread has a use for
 * the processor. Thread rule: the event loop.
 */
final class BusyPolling implements IoHandler {
    /** For how long to look: a client in Python asks again within 30 us. */
    static final long LOOKING_NANOS = 50_000;
    /** A loop that gets the processor back so late has lent it to a thread that computes; a client would have been done before. */
    static final long LENT_NANOS = 500_000;
    /** After how many times in vain it is given up. */
    static final int TRIES = 4;
    /** When given up, after so many times it is tried again, and then more and more seldom. */
    static final int SHORTEST_PAUSE = 32;

    static final int LONGEST_PAUSE = 4096;
    /** A thread that had the processor keeps it for milliseconds: that is to happen much more seldom than to look in vain. */
    private static final int LENT_FACTOR = 4;

    private static final int VAIN_FACTOR = 2;
    /** After how many times in a row that it paid the next pause is a short one again. */
    static final int PAID_WELL = 64;

    private final IoHandler io;
    private final LongSupplier nanoTime;
    private final Runnable giveWay;
    private final Eager eager = new Eager();
    private int inVain;
    private int paid;
    private int pause = SHORTEST_PAUSE;
    private int skipped;

    BusyPolling(IoHandler io, LongSupplier nanoTime, Runnable giveWay) {
        this.io = io;
        this.nanoTime = nanoTime;
        this.giveWay = giveWay;
    }

    /** The same loops with it, where there is a processor besides theirs for a client. */
    @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is wanted
    static IoHandlerFactory with(IoHandlerFactory factory) {
        if (Runtime.getRuntime().availableProcessors() == 1) {
            return factory;
        }
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor executor) {
                return new BusyPolling(factory.newHandler(executor), System::nanoTime, Thread::yield);
            }

            @Override
            public boolean isChangingThreadSupported() {
                return factory.isChangingThreadSupported();
            }
        };
    }

    @Override
    public int run(IoHandlerContext context) {
        if (inVain >= TRIES && ++skipped < pause) {
            return io.run(context);
        }
        eager.context = context;
        long start = nanoTime.getAsLong();
        long now = start;
        boolean isLent = false;
        while (!isLent && now - start < LOOKING_NANOS) {
            int events = io.run(eager);
            if (events > 0) {
                notePaid();
                return events;
            }
            if (!context.canBlock()) {
                return events;
            }
            long before = nanoTime.getAsLong();
            giveWay.run();
            now = nanoTime.getAsLong();
            isLent = now - before > LENT_NANOS;
        }
        return lastLook(context, isLent);
    }

    /** What came while the processor was lent for a moment may be what it was lent for: a client's next request. */
    private int lastLook(IoHandlerContext context, boolean isLent) {
        int events = io.run(eager);
        if (events > 0 && !isLent) {
            notePaid();
        } else {
            noteVain(isLent);
        }
        return events > 0 || !context.canBlock() ? events : io.run(context);
    }

    private void notePaid() {
        inVain = 0;
        if (++paid >= PAID_WELL) {
            pause = SHORTEST_PAUSE;
        }
    }

    private void noteVain(boolean isLent) {
        paid = 0;
        skipped = 0;
        if (isLent || inVain >= TRIES) {
            pause = Math.min(pause * (isLent ? LENT_FACTOR : VAIN_FACTOR), LONGEST_PAUSE);
        }
        inVain = isLent ? TRIES : inVain + 1;
    }

    @Override
    public void initialize() {
        io.initialize();
    }

    @Override
    public void prepareToDestroy() {
        io.prepareToDestroy();
    }

    @Override
    public void destroy() {
        io.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return io.register(handle);
    }

    @Override
    public void wakeup() {
        io.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return io.isCompatible(type);
    }

    /** The loop's context, but that nothing may wait. */
    private static final class Eager implements IoHandlerContext {
        private @Nullable IoHandlerContext context;

        private IoHandlerContext context() {
            if (context == null) {
                throw new IllegalStateException("not running");
            }
            return context;
        }

        @Override
        public boolean canBlock() {
            return false;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return context().delayNanos(currentTimeNanos);
        }

        @Override
        public long deadlineNanos() {
            return context().deadlineNanos();
        }

        @Override
        public void reportActiveIoTime(long activeNanos) {
            context().reportActiveIoTime(activeNanos);
        }

        @Override
        public boolean shouldReportActiveIoTime() {
            return context().shouldReportActiveIoTime();
        }
    }
}
