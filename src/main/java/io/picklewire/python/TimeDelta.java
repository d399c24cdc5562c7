package io.picklewire.python;

import java.math.BigInteger;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A {@code datetime.timedelta}, as its pickle's arguments have it.
 *
 * @param days the days, negative for a negative one
 * @param seconds the seconds, 0 to 86399
 * @param microseconds the microseconds, 0 to 999999
 */
public record TimeDelta(int days, int seconds, int microseconds) {
    private static final int PARTS = 3;

    private static final long SECONDS_A_DAY = 86_400;
    private static final int NANOS = 1000;
    private static final long MOST_DAYS = 999_999_999;

    /** The one that an object is, or null. */
    public static @Nullable TimeDelta of(PyObject object) {
        boolean made = object.calls("datetime", "timedelta") && object.states().isEmpty();
        return made ? of(StandardReprs.arguments(object)) : null;
    }

    /**
     * What Python has for a Java duration; parts of a microsecond are dropped.
     *
     * @throws PyException OverflowError when it is too long for Python
     */
    public static PyObject pickled(java.time.Duration duration) {
        long days = Math.floorDiv(duration.getSeconds(), SECONDS_A_DAY);
        if (Math.abs(days) > MOST_DAYS) {
            throw PyException.overflowError(duration + " is too long; allowed are 999999999 days");
        }
        int seconds = (int) Math.floorMod(duration.getSeconds(), SECONDS_A_DAY);
        return PyObject.call("datetime", "timedelta", (int) days, seconds, duration.getNano() / NANOS);
    }

    /** The same in Java. */
    public java.time.Duration toJava() {
        return java.time.Duration.ofSeconds(days * SECONDS_A_DAY + seconds, microseconds * (long) NANOS);
    }

    /** The one of these arguments, or null. */
    static @Nullable TimeDelta of(List<@Nullable Object> args) {
        boolean ints = args.size() == PARTS && args.stream().allMatch(TimeDelta::isInt);
        return ints ? new TimeDelta(part(args, 0), part(args, 1), part(args, 2)) : null;
    }

    private static boolean isInt(@Nullable Object arg) {
        return Index.isIndex(arg) && Index.of(arg).bitLength() < Integer.SIZE;
    }

    private static int part(List<@Nullable Object> args, int index) {
        BigInteger value = Index.of(args.get(index));
        return value.intValue();
    }

    /** Whether it is no time at all. */
    boolean isZero() {
        return days == 0 && seconds == 0 && microseconds == 0;
    }

    /** {@code repr(value)}; Python 2 and 3.6 show positions, later ones names. */
    String repr(boolean python2) {
        StringJoiner parts = new StringJoiner(", ", "datetime.timedelta(", ")");
        if (python2) {
            parts.add(String.valueOf(days));
            if (seconds != 0 || microseconds != 0) {
                parts.add(String.valueOf(seconds));
            }
            return (microseconds == 0 ? parts : parts.add(String.valueOf(microseconds))).toString();
        }
        named(parts, "days=", days);
        named(parts, "seconds=", seconds);
        named(parts, "microseconds=", microseconds);
        return (isZero() ? parts.add("0") : parts).toString();
    }

    private static void named(StringJoiner parts, String name, int value) {
        if (value != 0) {
            parts.add(name + value);
        }
    }

    /** Such as {@code 1 day, 2:03:04.000005}. */
    String str() {
        String day = days == 0 ? "" : days + (Math.abs(days) == 1 ? " day, " : " days, ");
        String fraction = microseconds == 0 ? "" : String.format(".%06d", microseconds);
        return day + String.format("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60) + fraction;
    }

    /** Such as {@code +01:00}: the offset of a time zone in ISO 8601. */
    String offset() {
        long whole = days * 86_400L + seconds;
        long micros = whole * 1_000_000 + microseconds;
        long size = Math.abs(micros) / 1_000_000;
        long rest = Math.abs(micros) % 1_000_000;
        String text = String.format("%s%02d:%02d", micros < 0 ? "-" : "+", size / 3600, size / 60 % 60);
        String second = size % 60 == 0 && rest == 0 ? "" : String.format(":%02d", size % 60);
        return text + second + (rest == 0 ? "" : String.format(".%06d", rest));
    }
}
