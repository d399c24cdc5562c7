package io.picklewire.conversion;

import io.picklewire.python.PyException;
import io.picklewire.python.TypeName;
import org.jspecify.annotations.Nullable;

/** How a Python value becomes what a parameter of some Java type takes. Immutable; any thread. */
public interface Conversion {
    /**
     * The value for the parameter.
     *
     * @throws PyException TypeError, ValueError or OverflowError that says what was found and what is allowed
     */
    @Nullable
    Object apply(@Nullable Object value);

    /** The failure to convert a value of the wrong type. */
    static PyException unfit(@Nullable Object found, String allowed) {
        return PyException.typeError("found " + TypeName.of(found) + ", allowed is " + allowed);
    }

    /** Converts, and says where in case of failure. */
    default @Nullable Object at(String place, @Nullable Object value) {
        try {
            return apply(value);
        } catch (PyException e) {
            throw PyException.of(e.type(), place + ": " + e.getMessage());
        }
    }
}
