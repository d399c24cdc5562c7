package io.picklewire.conversion;

import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import org.jspecify.annotations.Nullable;

/** A member of a Python {@code Enum}: pickled as {@code Class(value)} or {@code getattr(Class, 'NAME')}. */
final class EnumMember {
    private EnumMember() {}

    /** Its name, or else its value where that is a text; otherwise the object itself. */
    static @Nullable Object name(PyObject member) {
        if (!(member.args() instanceof PyTuple args) || args.size() == 0) {
            return member;
        }
        boolean lookup = member.callable() instanceof PyGlobal function && function.isBuiltin("getattr");
        Object named = lookup && args.size() > 1 ? args.get(1) : args.get(0);
        Object plain = ToJava.of(named);
        return plain instanceof String ? plain : member;
    }
}
