package io.picklewire.conversion;

import io.picklewire.python.PackedDateTime;
import io.picklewire.python.PyObject;
import io.picklewire.python.TimeDelta;
import io.picklewire.python.TimeZoneValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** Module {@code datetime} and package {@code java.time}. Any thread. */
final class JavaTime {
    private JavaTime() {}

    /** What Python has for it, or the value itself when it is nothing of {@code java.time}'s. */
    static Object toPython(Object value) {
        if (value instanceof LocalDate date) {
            return PackedDateTime.pickled(date, null, null);
        }
        if (value instanceof LocalTime time) {
            return PackedDateTime.pickled(null, time, null);
        }
        if (value instanceof OffsetTime time) {
            return PackedDateTime.pickled(null, time.toLocalTime(), TimeZoneValue.pickled(time.getOffset()));
        }
        if (value instanceof LocalDateTime moment) {
            return PackedDateTime.pickled(moment.toLocalDate(), moment.toLocalTime(), null);
        }
        if (value instanceof java.time.Duration duration) {
            return TimeDelta.pickled(duration);
        }
        OffsetDateTime aware = aware(value);
        return aware == null
                ? value
                : PackedDateTime.pickled(
                        aware.toLocalDate(), aware.toLocalTime(), TimeZoneValue.pickled(aware.getOffset()));
    }

    private static @Nullable OffsetDateTime aware(Object value) {
        if (value instanceof OffsetDateTime moment) {
            return moment;
        }
        if (value instanceof ZonedDateTime moment) {
            return moment.toOffsetDateTime();
        }
        return value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : null;
    }

    /** What Java has for it, or null when it is nothing of {@code datetime}'s, or Java cannot hold all of it. */
    static @Nullable Object toJava(PyObject object) {
        TimeDelta duration = TimeDelta.of(object);
        if (duration != null) {
            return duration.toJava();
        }
        PackedDateTime moment = PackedDateTime.of(object);
        if (moment == null || moment.isFolded()) {
            return null;
        }
        return moment.zone() == null ? naive(moment) : aware(moment, TimeZoneValue.toJava(moment.zone()));
    }

    private static @Nullable Object naive(PackedDateTime moment) {
        LocalDate date = moment.date();
        LocalTime time = moment.time();
        return date != null && time != null ? LocalDateTime.of(date, time) : date != null ? date : time;
    }

    private static @Nullable Object aware(PackedDateTime moment, @Nullable ZoneId zone) {
        LocalDate date = moment.date();
        LocalTime time = moment.time();
        if (zone == null || time == null) {
            return null;
        }
        if (date != null) {
            return zone instanceof ZoneOffset offset
                    ? OffsetDateTime.of(date, time, offset)
                    : ZonedDateTime.of(date, time, zone);
        }
        return zone instanceof ZoneOffset offset ? OffsetTime.of(time, offset) : null;
    }

    /** An aware moment as the one of Java's types that is declared; anything else stays. */
    static @Nullable Object as(Class<?> declared, @Nullable Object plain) {
        OffsetDateTime aware = plain == null ? null : aware(plain);
        if (aware == null) {
            return plain;
        }
        if (declared == Instant.class) {
            return aware.toInstant();
        }
        if (declared == OffsetDateTime.class) {
            return aware;
        }
        return declared == ZonedDateTime.class && plain instanceof OffsetDateTime ? aware.toZonedDateTime() : plain;
    }
}
