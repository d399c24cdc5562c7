package io.picklewire.python;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts of what module {@code datetime} has; null for any other. */
final class DateTexts {
    private DateTexts() {}

    /** Writes {@code repr(value)}; false when it is none of these. */
    static boolean write(ReprWriter out, PyGlobal type, List<@Nullable Object> args) {
        Moment moment = Moment.of(type.name(), args);
        if (moment != null) {
            moment.write(out);
            return true;
        }
        Duration duration = type.name().equals("timedelta") ? Duration.of(args) : null;
        String zone = type.name().equals("timezone") ? Zone.repr(args) : null;
        String text = duration == null ? zone : duration.repr(out.isPython2());
        if (text != null) {
            out.text(text);
        }
        return text != null;
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
