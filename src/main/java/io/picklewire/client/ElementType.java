package io.picklewire.client;

import io.picklewire.conversion.Conversion;
import io.picklewire.conversion.Conversions;
import io.picklewire.conversion.ToJava;
import io.picklewire.python.PyException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** How a Python value becomes what a Java collection, or a method of an interface, gives. Immutable; any thread. */
final class ElementType<E> {
    private final Conversion conversion;

    private ElementType(Conversion conversion) {
        this.conversion = conversion;
    }

    /** Values as they come: {@code E} is what the user says, and is not looked into. */
    static <E> ElementType<E> plain() {
        return new ElementType<>(ToJava::of);
    }

    static <E> ElementType<E> of(Class<E> type) {
        return new ElementType<>(Conversions.to(type));
    }

    static ElementType<Object> of(Type type) {
        return new ElementType<>(Conversions.to(type));
    }

    /**
     * The Java value.
     *
     * @param from what gave the Python value, for messages
     * @throws ConversionException when the type cannot hold it
     */
    @SuppressWarnings("unchecked")
    @Nullable
    E convert(@Nullable Object python, Object from) {
        try {
            return (E) conversion.apply(python);
        } catch (PyException e) {
            throw new ConversionException(from + " gave another value: " + e.getMessage(), e);
        }
    }
}
