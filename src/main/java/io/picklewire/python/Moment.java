package io.picklewire.python;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code date}, {@code time} or {@code datetime}, unpacked from the bytes its pickle has: year (2 bytes),
 * month, day, hour, minute, second (1 each), microsecond (3). {@code fold} is the top bit of the month, or of the
 * hour of a time. Source: CPython's {@code datetime.datetime._getstate}.
 */
final class Moment {
    private static final int DATE = 4;
    private static final int TIME = 6;
    private static final int FOLD = 0x80;

    private final String name;
    private final byte[] state;
    private final @Nullable Object zone;

    private Moment(String name, byte[] state, @Nullable Object zone) {
        this.name = name;
        this.state = state;
        this.zone = zone;
    }

    /** The one of a class and its arguments, or null. */
    static @Nullable Moment of(String name, List<@Nullable Object> args) {
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
        return new Moment(name, state, args.size() == 2 ? args.get(1) : null);
    }

    /** A str where a Python 3 read the pickle of a Python 2 as latin-1 and pickled it again. */
    private static byte @Nullable [] bytes(@Nullable Object value) {
        byte[] bytes = Bytes.of(value);
        return bytes == null && value instanceof String text ? text.getBytes(StandardCharsets.ISO_8859_1) : bytes;
    }

    /** {@code repr(value)}. */
    Group group() {
        StringBuilder text = new StringBuilder("datetime.").append(name).append('(');
        if (hasDate()) {
            text.append(year()).append(", ").append(month()).append(", ").append(at(3));
        }
        if (hasTime()) {
            text.append(hasDate() ? ", " : "").append(hour()).append(", ").append(at(time() + 1));
            text.append(second() != 0 || micro() != 0 ? ", " + second() : "");
            text.append(micro() != 0 ? ", " + micro() : "");
        }
        String fold = fold() ? ", fold=1" : "";
        text.append(hasDate() ? fold : "").append(zone == null ? "" : ", tzinfo=");
        List<Object> zones = zone == null ? List.of() : List.of(zone);
        return Group.sequence(text.toString(), zones.iterator(), hasDate() ? ")" : fold + ")");
    }

    /** ISO 8601 with a space between date and time. */
    String str() {
        String date = hasDate() ? String.format("%04d-%02d-%02d", year(), month(), at(3)) : "";
        if (!hasTime()) {
            return date;
        }
        String time = String.format("%02d:%02d:%02d", hour(), at(time() + 1), second());
        String fraction = micro() == 0 ? "" : String.format(".%06d", micro());
        return date + (hasDate() ? " " : "") + time + fraction + Zone.offsetText(zone);
    }

    private boolean hasDate() {
        return state.length != TIME;
    }

    private boolean hasTime() {
        return state.length != DATE;
    }

    private int time() {
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
        return at(time() + 2);
    }

    private int micro() {
        return at(time() + 3) << 16 | at(time() + 4) << 8 | at(time() + 5);
    }

    private boolean fold() {
        return ((hasDate() ? at(2) : at(0)) & FOLD) != 0;
    }
}
