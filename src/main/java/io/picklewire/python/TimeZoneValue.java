package io.picklewire.python;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@code datetime.timezone}, an offset and perhaps a name, or a {@code zoneinfo.ZoneInfo}. Any thread. */
public final class TimeZoneValue {
    private static final long MICROS = 1_000_000;

    private TimeZoneValue() {}

    /** What Python 3 has for an offset. */
    public static PyObject pickled(ZoneOffset offset) {
        return PyObject.call(
                "datetime", "timezone", TimeDelta.pickled(java.time.Duration.ofSeconds(offset.getTotalSeconds())));
    }

    /** The zone in Java, or null when Java has none like it. */
    public static @Nullable ZoneId toJava(@Nullable Object zone) {
        if (!(zone instanceof PyObject object)) {
            return null;
        }
        List<@Nullable Object> args = StandardReprs.arguments(object);
        try {
            if (isZoneInfo(object.callable()) && !args.isEmpty() && args.get(0) instanceof String key) {
                return ZoneId.of(key);
            }
            TimeDelta offset = object.calls("datetime", "timezone") && !args.isEmpty() ? offset(args.get(0)) : null;
            return offset == null || offset.microseconds() != 0
                    ? null
                    : ZoneOffset.ofTotalSeconds(Math.toIntExact(offset.toJava().toSeconds()));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The offset of a {@code datetime.timezone} in microseconds; null for any other zone. */
    static @Nullable Long fixedMicros(@Nullable Object zone) {
        boolean fixed = zone instanceof PyObject object && object.calls("datetime", "timezone");
        List<@Nullable Object> args = fixed ? StandardReprs.arguments((PyObject) zone) : List.of();
        TimeDelta offset = args.isEmpty() ? null : offset(args.get(0));
        return offset == null ? null : (offset.days() * 86_400L + offset.seconds()) * MICROS + offset.microseconds();
    }

    /**
     * A time in a zone, or null when the zone is not known here.
     *
     * @param wall the time in microseconds since 1970
     * @param isFolded whether it is the second of two times that clocks show alike
     */
    static ValueType.@Nullable Instant instant(@Nullable Object zone, LocalDateTime time, long wall, boolean isFolded) {
        ZoneId java = toJava(zone);
        if (java == null) {
            return null;
        }
        ZoneOffsetTransition change = java.getRules().getTransition(time);
        long earlier = micros(change == null ? java.getRules().getOffset(time) : change.getOffsetBefore());
        long later = change == null ? earlier : micros(change.getOffsetAfter());
        return new ValueType.Instant(wall, java.getId(), isFolded ? later : earlier, earlier, later);
    }

    private static long micros(ZoneOffset offset) {
        return offset.getTotalSeconds() * MICROS;
    }

    /** {@code zoneinfo.ZoneInfo._unpickle}, by its name or as what {@code getattr} gives. */
    private static boolean isZoneInfo(@Nullable Object callable) {
        if (callable instanceof PyObject object) {
            List<@Nullable Object> args = StandardReprs.arguments(object);
            return args.size() == 2
                    && "_unpickle".equals(args.get(1))
                    && args.get(0) instanceof PyGlobal type
                    && type.module().equals("zoneinfo");
        }
        return callable instanceof PyGlobal function
                && function.module().equals("zoneinfo")
                && function.name().startsWith("ZoneInfo");
    }

    /** {@code repr(value)}, or null for other arguments. */
    static @Nullable String repr(List<@Nullable Object> args) {
        TimeDelta offset = args.isEmpty() ? null : offset(args.get(0));
        if (offset == null || args.size() > 2) {
            return null;
        }
        if (args.size() == 1) {
            String text = "datetime.timezone(" + offset.repr(false) + ")";
            return offset.isZero() ? "datetime.timezone.utc" : text;
        }
        Object name = TextRepr.text(args.get(1));
        return name == null ? null : "datetime.timezone(" + offset.repr(false) + ", " + Repr.of(name) + ")";
    }

    /** Such as {@code +01:00}; empty for a zone whose offset is not in the pickle. */
    static String offsetText(@Nullable Object zone) {
        boolean fixed = zone instanceof PyObject object && object.calls("datetime", "timezone");
        List<@Nullable Object> args = fixed ? StandardReprs.arguments((PyObject) zone) : List.of();
        TimeDelta offset = args.isEmpty() ? null : offset(args.get(0));
        return offset == null ? "" : offset.offset();
    }

    private static @Nullable TimeDelta offset(@Nullable Object value) {
        boolean delta = value instanceof PyObject object && object.calls("datetime", "timedelta");
        return delta ? TimeDelta.of(StandardReprs.arguments((PyObject) value)) : null;
    }
}
