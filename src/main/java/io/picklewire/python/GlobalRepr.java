package io.picklewire.python;

import java.util.Map;
import java.util.Set;

/**
 * The text of a class or function known by its name only. Builtins and a few lowercase classes of the standard
 * library are known; of the rest, what begins with a capital is taken for a class.
 */
final class GlobalRepr {
    private static final Set<String> TYPES = Set.of(
            ("bool bytearray bytes classmethod complex dict enumerate filter float frozenset int list map memoryview "
                            + "object property range reversed set slice staticmethod str super tuple type zip "
                            + "basestring buffer file long unicode xrange")
                    .split(" "));
    private static final Map<String, String> PYTHON2_TYPES = Map.of("long", "int", "unicode", "str", "xrange", "range");
    private static final Set<String> CONSTANTS = Set.of("Ellipsis", "NotImplemented");
    private static final Set<String> LOWERCASE_CLASSES = Set.of(
            "datetime.date",
            "datetime.datetime",
            "datetime.time",
            "datetime.timedelta",
            "datetime.timezone",
            "datetime.tzinfo",
            "collections.defaultdict",
            "collections.deque",
            "array.array");

    private GlobalRepr() {}

    static String of(PyGlobal global, boolean python2) {
        String name = global.name();
        String last = TypeName.last(global);
        boolean capital = !last.isEmpty() && Character.isUpperCase(last.charAt(0));
        if (global.isBuiltin(name)) {
            if (CONSTANTS.contains(name)) {
                return name;
            }
            return builtin(name, capital, python2);
        }
        if (ExceptionRepr.isBuiltin(global)) {
            return builtin(name, capital, python2);
        }
        String full = global.module() + "." + name;
        if (global.module().equals("ctypes") && name.matches("c_\\w+|py_object")) {
            return "<class '" + full + "'>";
        }
        if (python2 && LOWERCASE_CLASSES.contains(full)) {
            return "<type '" + full + "'>";
        }
        boolean type = capital || LOWERCASE_CLASSES.contains(full);
        return type ? "<class '" + full + "'>" : "<function " + name + ">";
    }

    private static String builtin(String name, boolean capital, boolean python2) {
        if (!capital && !TYPES.contains(name)) {
            return "<built-in function " + name + ">";
        }
        if (python2) {
            return "<type '" + (capital ? "exceptions." : "") + name + "'>";
        }
        return "<class '" + PYTHON2_TYPES.getOrDefault(name, name) + "'>";
    }
}
