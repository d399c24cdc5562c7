package io.picklewire.python;

/**
 * A class or function by name, as pickles refer to it. It is never imported.
 *
 * @param module the module, such as {@code collections}
 * @param name the qualified name in the module, such as {@code OrderedDict}
 */
public record PyGlobal(String module, String name) {
    /** Whether it is the builtin of that name, in Python 2 or 3. */
    public boolean isBuiltin(String builtin) {
        return name.equals(builtin) && (module.equals("builtins") || module.equals("__builtin__"));
    }
}
