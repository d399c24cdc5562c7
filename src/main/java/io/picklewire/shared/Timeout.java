package io.picklewire.shared;

import io.picklewire.python.Index;
import io.picklewire.python.Ordering;
import io.picklewire.python.PyException;
import io.picklewire.python.TypeName;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * How long a call may wait.
 *
 * @param nanos nanoseconds, or a negative number for as long as it takes
 */
public record Timeout(long nanos) {
    static final Timeout FOREVER = new Timeout(-1);

    private static final Timeout NONE = new Timeout(0);
    private static final long NANOS = 1_000_000_000;
    /** Thirty years: whoever waits longer waits without a limit, for an event loop's timers need not reach further. */
    private static final long LONGEST_TIMER = 30L * 365 * 24 * 3600 * NANOS;

    /** Beyond what Python's clock can count in nanoseconds. */
    private static final double TOO_LONG = 0x1p63;

    /** Whether there is a limit. */
    boolean isLimited() {
        return nanos >= 0;
    }

    /**
     * Refuses a queue's {@code timeout} argument that is none, which Python does before it looks whether to wait.
     *
     * @throws PyException as {@code queue.Queue.get} raises for what is no time
     */
    public static void check(@Nullable Object value) {
        if (value != null && Ordering.lessThan(value, 0)) {
            throw PyException.valueError("'timeout' must be a non-negative number");
        }
    }

    /**
     * A queue's {@code timeout} argument, which has been checked: None or seconds.
     *
     * @throws PyException OverflowError when it is too long
     */
    public static Timeout ofQueue(@Nullable Object value) {
        // Python adds it to the time: what is not a number never comes.
        return value == null || Double.isNaN(seconds(value)) ? FOREVER : of(seconds(value));
    }

    /**
     * The {@code timeout} of an event or a condition: None or seconds, none when negative.
     *
     * @throws PyException as {@code threading.Event.wait} raises for what is no time
     */
    static Timeout ofWait(@Nullable Object value) {
        if (value == null) {
            return FOREVER;
        }
        if (!isNumber(value)) {
            throw PyException.typeError(
                    "'>' not supported between instances of '" + TypeName.of(value) + "' and 'int'");
        }
        return seconds(value) > 0 ? of(value) : NONE; // not a number is not greater either
    }

    /**
     * The {@code timeout} of a lock's {@code acquire}: seconds, -1 for as long as it takes.
     *
     * @throws PyException as {@code threading.Lock.acquire} raises for what is no time
     */
    static Timeout ofLock(boolean blocking, @Nullable Object value) {
        if (!isNumber(value)) {
            throw PyException.typeError("'" + TypeName.of(value) + "' object cannot be interpreted as an integer");
        }
        double seconds = seconds(value);
        if (Double.isNaN(seconds)) {
            throw PyException.valueError("Invalid value NaN (not a number)");
        }
        Timeout timeout = of(value);
        if (!blocking && seconds != -1) {
            throw PyException.valueError("can't specify a timeout for a non-blocking call");
        }
        if (seconds < 0 && seconds != -1) {
            throw PyException.valueError("timeout value must be a non-negative number");
        }
        return seconds == -1 ? FOREVER : timeout;
    }

    /**
     * The {@code timeout} of a semaphore or a barrier: None or seconds, none when negative.
     *
     * @throws PyException as {@code threading.Semaphore.acquire} raises for what is no time
     */
    static Timeout ofDeadline(@Nullable Object value) {
        if (value != null && !isNumber(value)) {
            throw PyException.typeError("unsupported operand type(s) for +: 'float' and '" + TypeName.of(value) + "'");
        }
        // Python adds it to the time: what is not a number never comes.
        return value instanceof Double seconds && seconds.isNaN() ? FOREVER : ofWait(value);
    }

    private static boolean isNumber(@Nullable Object value) {
        return value instanceof Double || Index.isIndex(value);
    }

    private static double seconds(@Nullable Object value) {
        return value instanceof Double seconds ? seconds : Index.of(value).doubleValue();
    }

    private static Timeout of(@Nullable Object value) {
        if (value instanceof Double seconds) {
            double nanos = seconds * NANOS;
            if (nanos < -TOO_LONG || nanos >= TOO_LONG) {
                throw PyException.overflowError("timestamp out of range for platform time_t");
            }
            return limit((long) nanos);
        }
        BigInteger nanos = Index.of(value).multiply(BigInteger.valueOf(NANOS));
        if (nanos.bitLength() >= Long.SIZE) {
            throw PyException.overflowError("timestamp too large to convert to C PyTime_t");
        }
        return limit(nanos.longValue());
    }

    private static Timeout limit(long nanos) {
        return nanos > LONGEST_TIMER ? FOREVER : new Timeout(nanos);
    }
}
