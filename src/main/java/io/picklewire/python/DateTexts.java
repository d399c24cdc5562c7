package io.picklewire.python;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts of what module {@code datetime} has; null for any other. */
final class DateTexts {
    private DateTexts() {}

    /** {@code repr(value)}. */
    static @Nullable Group group(PyGlobal type, List<@Nullable Object> args, boolean python2) {
        Moment moment = Moment.of(type.name(), args);
        if (moment != null) {
            return moment.group();
        }
        Duration duration = type.name().equals("timedelta") ? Duration.of(args) : null;
        String zone = type.name().equals("timezone") ? Zone.repr(args) : null;
        String text = duration == null ? zone : duration.repr(python2);
        return text == null ? null : Group.text(text);
    }

    /** {@code str(value)} in Python 3. */
    static @Nullable String str(PyGlobal type, List<@Nullable Object> args) {
        if (type.name().equals("timedelta")) {
            Duration duration = Duration.of(args);
            return duration == null ? null : duration.str();
        }
        Moment moment = Moment.of(type.name(), args);
        return moment == null ? null : moment.str();
    }
}
