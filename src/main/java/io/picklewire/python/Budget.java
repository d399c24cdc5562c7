package io.picklewire.python;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bound for the work that is done at once on a thread that serves many clients. Work that would take longer fails
 * with {@link Exceeded} before it has changed anything, and is then done on another thread. Only threads that are
 * {@link Holder}s have a bound, and only within {@link #limited}; elsewhere nothing is counted. A step is about a
 * microsecond.
 *
 * <p>Thread rule: each method is about the current thread.
 */
public final class Budget {
    private static final long STEPS = 20_000;
    private static final long BYTES_A_STEP = 32;

    private long left;
    private boolean isLimited;
    private boolean isChanging;

    /** For a {@link Holder} to hold. */
    public Budget() {}

    /** A thread that serves many. */
    public interface Holder {
        /** Always the same one. */
        Budget budget();
    }

    /** There is more to do than there is time for here. */
    public static final class Exceeded extends RuntimeException {
        private Exceeded() {
            super("more than is to be done at once", null, false, false);
        }
    }

    /**
     * Does work that is limited.
     *
     * @throws Exceeded when it is too much, before it has changed anything
     */
    public static <T extends @Nullable Object> T limited(Supplier<T> work) {
        begin();
        try {
            return work.get();
        } finally {
            end();
        }
    }

    private static void begin() {
        if (Thread.currentThread() instanceof Holder holder) {
            Budget budget = holder.budget();
            budget.left = STEPS;
            budget.isLimited = true;
            budget.isChanging = false;
        }
    }

    private static void end() {
        if (Thread.currentThread() instanceof Holder holder) {
            holder.budget().isLimited = false;
        }
    }

    /** Something is being changed, and has to be carried through: until {@link #changed} the limit does not hold. */
    public static void changing() {
        if (Thread.currentThread() instanceof Holder holder) {
            holder.budget().isChanging = true;
        }
    }

    /** The end of {@link #changing}. */
    public static void changed() {
        if (Thread.currentThread() instanceof Holder holder) {
            holder.budget().isChanging = false;
        }
    }

    /** Whether the limit holds, so that nothing may be waited for either. */
    public static boolean isLimited() {
        return Thread.currentThread() instanceof Holder holder
                && holder.budget().isLimited
                && !holder.budget().isChanging;
    }

    /**
     * Counts work that is about to be done.
     *
     * @throws Exceeded when so many steps are too many
     */
    public static void spend(long steps) {
        if (Thread.currentThread() instanceof Holder holder && !holder.budget().isChanging) {
            holder.budget().take(steps);
        }
    }

    /** The same for reading so many bytes of a pickle. */
    public static void spendBytes(long bytes) {
        spend(bytes / BYTES_A_STEP);
    }

    /** The same within {@link #changing}, for callers that have changed nothing yet. */
    public static void spendBeforehand(long steps) {
        if (Thread.currentThread() instanceof Holder holder) {
            holder.budget().take(steps);
        }
    }

    /** The same for reading so many bytes of a pickle. */
    public static void spendBytesBeforehand(long bytes) {
        spendBeforehand(bytes / BYTES_A_STEP);
    }

    /** Refuses to do the current work on this thread. */
    public static Exceeded exceeded() {
        return new Exceeded();
    }

    private void take(long steps) {
        if (isLimited) {
            left -= steps;
            if (left < 0) {
                throw new Exceeded();
            }
        }
    }
}
