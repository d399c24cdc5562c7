package io.picklewire.pool;

import io.picklewire.python.PyGlobal;

/** The names of Python functions as they are written here: {@code module:function}. */
final class FunctionName {
    private FunctionName() {}

    /**
     * The function of that name.
     *
     * @throws IllegalArgumentException when it is no name of a function
     */
    static PyGlobal of(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1 || text.indexOf(':', colon + 1) >= 0) {
            throw new IllegalArgumentException("'" + text + "' names no function; it is to be MODULE:FUNCTION, such as"
                    + " math:sqrt, or builtins:len, or __main__:work for one of a script");
        }
        return new PyGlobal(text.substring(0, colon), text.substring(colon + 1));
    }
}
