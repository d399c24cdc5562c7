package io.picklewire.python;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@code datetime.timezone}: an offset and perhaps a name. */
final class Zone {
    private Zone() {}

    /** {@code repr(value)}, or null for other arguments. */
    static @Nullable String repr(List<@Nullable Object> args) {
        Duration offset = args.isEmpty() ? null : offset(args.get(0));
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
        List<@Nullable Object> args = fixed ? KnownObjects.arguments((PyObject) zone) : List.of();
        Duration offset = args.isEmpty() ? null : offset(args.get(0));
        return offset == null ? "" : offset.offset();
    }

    private static @Nullable Duration offset(@Nullable Object value) {
        boolean delta = value instanceof PyObject object && object.calls("datetime", "timedelta");
        return delta ? Duration.of(KnownObjects.arguments((PyObject) value)) : null;
    }
}
