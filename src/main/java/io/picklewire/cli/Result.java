package io.picklewire.cli;

import io.picklewire.client.RemoteObject;
import io.picklewire.conversion.ToPython;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyObject;
import io.picklewire.python.Repr;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a call returned, to be shown.
 *
 * @param value a Python value
 * @param isText whether it is text that is shown as it is: a repr that the manager made
 */
record Result(@Nullable Object value, boolean isText) {
    /** A shared object is shown by its manager; shared objects inside of a value show their type only. */
    static Result of(@Nullable Object returned, boolean isText) {
        if (returned instanceof RemoteObject object) {
            try (object) {
                return new Result(object.proxy().callForPython("__repr__"), true);
            }
        }
        return new Result(ToPython.of(returned, Result::shown, each -> each), isText);
    }

    private static @Nullable Object shown(@Nullable Object part) {
        return part instanceof RemoteObject ? PyObject.instance("multiprocessing.managers", "BaseProxy") : part;
    }

    /** As Python prints it. */
    String text() {
        if (!isText) {
            return Repr.of(value);
        }
        return value instanceof Py2Str text ? new String(text.bytes(), StandardCharsets.UTF_8) : String.valueOf(value);
    }

    /** As JSON. */
    String json() throws IOException {
        return JsonText.of(isText ? text() : value);
    }
}
