package io.picklewire.python;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a value is compared, hashed and ordered. An object whose class derives from a builtin type has the
 * form of that type's value; one of the standard library's value types is a {@link ValueType}. Two values that are
 * equal in Python have equal forms.
 */
final class ComparableForm {
    private static final int NANOS = 1000;
    private static final long DAY = 86_400_000_000L;

    private ComparableForm() {}

    /** The form of a value: {@code value} itself when it is a builtin, or of a class of which nothing is known. */
    static @Nullable Object of(@Nullable Object value) {
        if (!(value instanceof PyObject object)) {
            return value;
        }
        Object plain = BuiltinValue.of(object);
        if (plain instanceof List || (plain instanceof Map && !isOfCollections(object))) {
            return object; // a class of its own may have attributes that count
        }
        Object known = plain == object && object.effects().isEmpty() ? standard(object) : plain;
        return known == null && plain == object ? object : known;
    }

    private static boolean isOfCollections(PyObject object) {
        return object.callable() instanceof PyGlobal type && type.module().equals("collections");
    }

    private static @Nullable Object standard(PyObject object) {
        PyGlobal type = TypeName.type(object);
        if (type == null) {
            return null;
        }
        try {
            return switch (type.module()) {
                case "decimal", "_decimal", "cdecimal", "_pydecimal" ->
                    Rational.ofDecimal(NumberRepr.decimal(type, StandardReprs.arguments(object)));
                case "fractions" -> Rational.ofFraction(NumberRepr.fraction(type, StandardReprs.arguments(object)));
                case "uuid" -> uuid(NumberRepr.uuid(type, object));
                case "datetime" -> dateOrTime(object, type);
                case "pathlib" -> path(type, StandardReprs.arguments(object));
                default -> null;
            };
        } catch (DateTimeException | ArithmeticException noSuchValue) {
            return null;
        }
    }

    private static @Nullable Object uuid(@Nullable String hex) {
        return hex == null ? null : new ValueType.Uuid(hex);
    }

    private static @Nullable Object dateOrTime(PyObject object, PyGlobal type) {
        if (type.name().equals("timedelta")) {
            TimeDelta duration = TimeDelta.of(object);
            return duration == null
                    ? null
                    : new ValueType.Delta(duration.days(), duration.seconds(), duration.microseconds());
        }
        if (type.name().equals("timezone")) {
            Long offset = TimeZoneValue.fixedMicros(object);
            return offset == null ? null : new ValueType.Offset(offset);
        }
        PackedDateTime moment = PackedDateTime.of(object);
        return moment == null ? null : moment(moment);
    }

    private static @Nullable Object moment(PackedDateTime moment) {
        LocalDate date = moment.date();
        LocalTime time = moment.time();
        if (time == null) {
            return date == null ? null : new ValueType.Day(date.toEpochDay());
        }
        long ofDay = time.toNanoOfDay() / NANOS;
        Object zone = moment.zone();
        Long fixed = zone == null ? Long.valueOf(0) : TimeZoneValue.fixedMicros(zone);
        if (date == null) {
            // A time of day has no offset in a zone that changes it.
            boolean isAware = zone != null && fixed != null;
            return fixed != null || TimeZoneValue.toJava(zone) != null
                    ? new ValueType.Clock(isAware, ofDay - (fixed == null ? 0 : fixed))
                    : null;
        }
        long wall = date.toEpochDay() * DAY + ofDay;
        return fixed != null
                ? ValueType.Instant.of(wall, zone != null, fixed)
                : TimeZoneValue.instant(zone, date.atTime(time), wall, moment.isFolded());
    }

    /** Of the same flavour and the same parts; Windows' are the same whatever their case. */
    private static @Nullable Object path(PyGlobal type, List<@Nullable Object> args) {
        boolean windows = type.name().endsWith("WindowsPath");
        if (windows || !type.name().endsWith("PosixPath")) {
            // Drives are not known here: what is written alike is the same.
            return windows ? written(args) : null;
        }
        List<String> parts = new ArrayList<>();
        for (Object arg : args) {
            Object text = TextRepr.text(arg);
            if (!(text instanceof String segment)) {
                return null;
            }
            if (segment.startsWith("/")) {
                parts.clear();
                boolean two = segment.startsWith("//") && !segment.startsWith("///");
                parts.add(two ? "//" : "/");
            }
            for (String part : segment.split("/", -1)) {
                if (!part.isEmpty() && !part.equals(".")) {
                    parts.add(part);
                }
            }
        }
        return new ValueType.Path(false, parts);
    }

    private static @Nullable Object written(List<@Nullable Object> args) {
        List<String> parts = new ArrayList<>();
        for (Object arg : args) {
            Object text = TextRepr.text(arg);
            if (text == null) {
                return null;
            }
            for (String part : text.toString().toLowerCase(Locale.ROOT).split("[/\\\\]", -1)) {
                if (!part.isEmpty() && !part.equals(".")) {
                    parts.add(part);
                }
            }
        }
        return new ValueType.Path(true, parts);
    }
}
