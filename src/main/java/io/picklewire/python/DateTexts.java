package io.picklewire.python;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts of what module {@code datetime} has; null for any other. */
final class DateTexts {
    private DateTexts() {}

    /** {@code repr(value)}. */
    static @Nullable ReprNode group(PyGlobal type, List<@Nullable Object> args, boolean python2) {
        PackedDateTime moment = PackedDateTime.of(type.name(), args);
        if (moment != null) {
            return moment.group();
        }
        TimeDelta duration = type.name().equals("timedelta") ? TimeDelta.of(args) : null;
        String zone = type.name().equals("timezone") ? TimeZoneValue.repr(args) : null;
        String text = duration == null ? zone : duration.repr(python2);
        return text == null ? null : ReprNode.text(text);
    }

    /** {@code str(value)} in Python 3. */
    static @Nullable String str(PyGlobal type, List<@Nullable Object> args) {
        if (type.name().equals("timedelta")) {
            TimeDelta duration = TimeDelta.of(args);
            return duration == null ? null : duration.str();
        }
        PackedDateTime moment = PackedDateTime.of(type.name(), args);
        return moment == null ? null : moment.str();
    }
}
