package io.picklewire.protocol;

import io.picklewire.python.Py2Str;
import io.picklewire.python.PySet;
import io.picklewire.python.PyTuple;
import io.picklewire.python.TypeName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/** Takes a reply apart, and says what was found where something else is allowed. */
final class ReplyShape {
    private ReplyShape() {}

    static PickleException unfit(String what, @Nullable Object found, String allowed) {
        return new PickleException(what + " is of type " + TypeName.of(found) + "; allowed is " + allowed);
    }

    /** Text that a server of either Python made; Python 2's may have any bytes, from file names say. */
    static String text(String what, @Nullable Object value) {
        if (value instanceof Py2Str bytes) {
            return new String(bytes.bytes(), StandardCharsets.UTF_8);
        }
        if (value instanceof String text) {
            return text;
        }
        throw unfit(what, value, "a str");
    }

    /** Names of methods: a tuple, or what else the registry of a Python program had. */
    static List<String> names(String of, @Nullable Object value) {
        String what = "the list of methods from " + of;
        Collection<?> items = value instanceof PyTuple tuple
                ? tuple.asList()
                : value instanceof List<?> list ? list : value instanceof PySet set ? set : null;
        if (items == null) {
            throw unfit(what, value, "a tuple");
        }
        List<String> names = new ArrayList<>();
        items.forEach(item -> names.add(text("a method's name from " + of, item)));
        return names;
    }
}
