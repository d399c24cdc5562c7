package io.picklewire.python;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value of one of the standard library's types, as far as it counts in comparisons. Immutable. */
sealed interface ValueType {
    /**
     * Negative, zero or positive as this is less than the other, equal or greater.
     *
     * @throws PyException TypeError when Python has no order between the two
     */
    int order(ValueType other);

    /** The error of Python where it has no order, whose text may be one of the type's own. */
    private static PyException unordered(ValueType a, ValueType b) {
        return PyException.typeError(
                "'<' not supported between instances of '" + a.name() + "' and '" + b.name() + "'");
    }

    /** The type's name in Python. */
    String name();

    /**
     * {@code uuid.UUID}: its {@code is_safe} does not count.
     *
     * @param hex 32 digits with hyphens
     */
    record Uuid(String hex) implements ValueType {
        @Override
        public int order(ValueType other) {
            if (other instanceof Uuid uuid) {
                return hex.compareTo(uuid.hex);
            }
            throw unordered(this, other);
        }

        @Override
        public String name() {
            return "UUID";
        }
    }

    /**
     * {@code datetime.date}, which is equal to no {@code datetime}.
     *
     * @param number counted from 1970
     */
    record Day(long number) implements ValueType {
        @Override
        public int order(ValueType other) {
            if (other instanceof Day day) {
                return Long.compare(number, day.number);
            }
            if (other instanceof Instant) {
                throw PyException.typeError("can't compare datetime.datetime to datetime.date");
            }
            throw unordered(this, other);
        }

        @Override
        public String name() {
            return "date";
        }
    }

    /**
     * {@code datetime.datetime}. Two of one zone are compared by what the clock shows there, others in UTC.
     *
     * @param wall what the clock shows, in microseconds since 1970
     * @param zone null where it has none; empty for a fixed offset
     * @param offset from UTC in microseconds
     * @param earlier the offset if it were the first of two times that the clock shows alike
     * @param later the offset if it were the second
     */
    record Instant(long wall, @Nullable String zone, long offset, long earlier, long later) implements ValueType {
        /** By the clock alone, or with a fixed offset. */
        static Instant of(long wall, boolean isAware, long offset) {
            return new Instant(wall, isAware ? "" : null, offset, offset, offset);
        }

        private boolean isOfZone(Instant other) {
            return zone != null && !zone.isEmpty() && zone.equals(other.zone);
        }

        @Override
        public int order(ValueType other) {
            if (other instanceof Day) {
                throw PyException.typeError("can't compare datetime.datetime to datetime.date");
            }
            if (!(other instanceof Instant instant)) {
                throw unordered(this, other);
            }
            if ((zone == null) != (instant.zone == null)) {
                throw PyException.typeError("can't compare offset-naive and offset-aware datetimes");
            }
            return isOfZone(instant)
                    ? Long.compare(wall, instant.wall)
                    : Long.compare(wall - offset, instant.wall - instant.offset);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (!(other instanceof Instant instant) || (zone == null) != (instant.zone == null)) {
                return false;
            }
            // A time that there is twice, or not at all, is equal to none in another zone.
            return isOfZone(instant)
                    ? wall == instant.wall
                    : wall - offset == instant.wall - instant.offset && isOnce() && instant.isOnce();
        }

        private boolean isOnce() {
            return earlier == later;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(wall - earlier);
        }

        @Override
        public String name() {
            return "datetime";
        }
    }

    /**
     * {@code datetime.time}.
     *
     * @param isAware whether its offset is known; then it is counted in UTC
     * @param micros since midnight
     */
    record Clock(boolean isAware, long micros) implements ValueType {
        @Override
        public int order(ValueType other) {
            if (!(other instanceof Clock clock)) {
                throw unordered(this, other);
            }
            if (isAware != clock.isAware) {
                throw PyException.typeError("can't compare offset-naive and offset-aware times");
            }
            return Long.compare(micros, clock.micros);
        }

        @Override
        public String name() {
            return "time";
        }
    }

    /** {@code datetime.timedelta}, as Python normalizes it. */
    record Delta(int days, int seconds, int microseconds) implements ValueType {
        @Override
        public int order(ValueType other) {
            if (!(other instanceof Delta delta)) {
                throw unordered(this, other);
            }
            int order = Integer.compare(days, delta.days);
            order = order != 0 ? order : Integer.compare(seconds, delta.seconds);
            return order != 0 ? order : Integer.compare(microseconds, delta.microseconds);
        }

        @Override
        public String name() {
            return "timedelta";
        }
    }

    /** {@code datetime.timezone}: its name does not count. */
    record Offset(long micros) implements ValueType {
        @Override
        public int order(ValueType other) {
            throw unordered(this, other);
        }

        @Override
        public String name() {
            return "timezone";
        }
    }

    /** {@code pathlib}'s paths, of one flavour. */
    record Path(boolean isWindows, List<String> parts) implements ValueType {
        @Override
        public int order(ValueType other) {
            if (!(other instanceof Path path) || path.isWindows != isWindows) {
                throw unordered(this, other);
            }
            return Ordering.compare(PyTuple.copyOf(parts), PyTuple.copyOf(path.parts));
        }

        @Override
        public String name() {
            return isWindows ? "WindowsPath" : "PosixPath";
        }
    }
}
