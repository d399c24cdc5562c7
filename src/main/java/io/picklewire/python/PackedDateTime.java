package io.picklewire.python;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code date}, {@code time} or {@code datetime}, packed into and unpacked from the bytes its pickle has: year (2 bytes),
 * month, day, hour, minute, second (1 each), microsecond (3). {@code fold} is the top bit of the month, or of the
 * hour of a time. Immutable; any thread. Source: CPython's {@code datetime.datetime._getstate}.
 */
public final class PackedDateTime {
    private static final int DATE = 4;
    private static final int TIME = 6;
    private static final int FOLD = 0x80;
    private static final int NANOS = 1000;
    private static final int LAST_YEAR = 9999;

    private final String name;
    private final byte[] state;
    private final @Nullable Object zone;

    private PackedDateTime(String name, byte[] state, @Nullable Object zone) {
        this.name = name;
        this.state = state;
        this.zone = zone;
    }

    /** The one that an object is, or null. */
    public static @Nullable PackedDateTime of(PyObject object) {
        PyGlobal type = TypeName.type(object);
        return object.states().isEmpty() && type != null && type.module().equals("datetime")
                ? of(type.name(), StandardReprs.arguments(object))
                : null;
    }

    /**
     * What Python has for a date, a time or both; parts of a microsecond are dropped.
     *
     * @param zone a {@code tzinfo}, or null
     * @throws PyException ValueError for a year that Python does not have
     */
    public static PyObject pickled(@Nullable LocalDate date, @Nullable LocalTime time, @Nullable Object zone) {
        ByteBuffer state = ByteBuffer.allocate((date == null ? 0 : DATE) + (time == null ? 0 : TIME));
        if (date != null) {
            if (date.getYear() < 1 || date.getYear() > LAST_YEAR) {
                throw PyException.valueError("year " + date.getYear() + " is out of range; allowed are 1 to 9999");
            }
            state.putShort((short) date.getYear()).put((byte) date.getMonthValue());
            state.put((byte) date.getDayOfMonth());
        }
        if (time != null) {
            int micro = time.getNano() / NANOS;
            state.put((byte) time.getHour()).put((byte) time.getMinute()).put((byte) time.getSecond());
            state.put((byte) (micro >> 16)).putShort((short) micro);
        }
        String name = date == null ? "time" : time == null ? "date" : "datetime";
        return zone == null
                ? PyObject.call("datetime", name, (Object) state.array())
                : PyObject.call("datetime", name, state.array(), zone);
    }

    /** The date, which a {@code time} does not have. */
    public @Nullable LocalDate date() {
        return hasDate() ? LocalDate.of(year(), month(), at(3)) : null;
    }

    /** The time of day, which a {@code date} does not have. */
    public @Nullable LocalTime time() {
        return hasTime() ? LocalTime.of(hour(), at(clock() + 1), second(), micro() * NANOS) : null;
    }

    /** Its {@code tzinfo}, or null. */
    public @Nullable Object zone() {
        return zone;
    }

    /** Whether it is the second of two moments that clocks show alike. */
    public boolean isFolded() {
        return fold();
    }

    /** The one of a class and its arguments, or null. */
    static @Nullable PackedDateTime of(String name, List<@Nullable Object> args) {
        byte[] state = args.isEmpty() || args.size() > 2 ? null : bytes(args.get(0));
        int size =
                switch (name) {
                    case "date" -> DATE;
                    case "time" -> TIME;
                    case "datetime" -> DATE + TIME;
                    default -> -1;
                };
        if (state == null || state.length != size) {
            return null;
        }
        return new PackedDateTime(name, state, args.size() == 2 ? args.get(1) : null);
    }

    /** It is a str where a Python 3 had read the pickle of a Python 2 as latin-1, and pickled it again. */
    private static byte @Nullable [] bytes(@Nullable Object value) {
        byte[] bytes = ByteSequences.of(value);
        return bytes == null && value instanceof String text ? text.getBytes(StandardCharsets.ISO_8859_1) : bytes;
    }

    /** {@code repr(value)}. */
    ReprNode group() {
        StringBuilder text = new StringBuilder("datetime.").append(name).append('(');
        if (hasDate()) {
            text.append(year()).append(", ").append(month()).append(", ").append(at(3));
        }
        if (hasTime()) {
            text.append(hasDate() ? ", " : "").append(hour()).append(", ").append(at(clock() + 1));
            text.append(second() != 0 || micro() != 0 ? ", " + second() : "");
            text.append(micro() != 0 ? ", " + micro() : "");
        }
        String fold = fold() ? ", fold=1" : "";
        text.append(hasDate() ? fold : "").append(zone == null ? "" : ", tzinfo=");
        List<Object> zones = zone == null ? List.of() : List.of(zone);
        return ReprNode.sequence(text.toString(), zones.iterator(), hasDate() ? ")" : fold + ")");
    }

    /** ISO 8601 with a space between date and time. */
    String str() {
        String date = hasDate() ? String.format("%04d-%02d-%02d", year(), month(), at(3)) : "";
        if (!hasTime()) {
            return date;
        }
        String time = String.format("%02d:%02d:%02d", hour(), at(clock() + 1), second());
        String fraction = micro() == 0 ? "" : String.format(".%06d", micro());
        return date + (hasDate() ? " " : "") + time + fraction + TimeZoneValue.offsetText(zone);
    }

    private boolean hasDate() {
        return state.length != TIME;
    }

    private boolean hasTime() {
        return state.length != DATE;
    }

    private int clock() {
        return hasDate() ? DATE : 0;
    }

    private int at(int index) {
        return state[index] & 0xff;
    }

    private int year() {
        return at(0) << 8 | at(1);
    }

    private int month() {
        return at(2) & ~FOLD;
    }

    private int hour() {
        return hasDate() ? at(DATE) : at(0) & ~FOLD;
    }

    private int second() {
        return at(clock() + 2);
    }

    private int micro() {
        return at(clock() + 3) << 16 | at(clock() + 4) << 8 | at(clock() + 5);
    }

    private boolean fold() {
        return ((hasDate() ? at(2) : at(0)) & FOLD) != 0;
    }
}
