package io.picklewire.shared;

import io.picklewire.conversion.Conversion;
import io.picklewire.pickle.ProxyReferences;
import io.picklewire.pickle.Sealed;
import org.jspecify.annotations.Nullable;

/**
 * An argument for a Java method.
 *
 * @param value its Python value; for a proxy of a container in this manager, what that contains
 * @param object for a proxy of an object in this manager: that object
 */
record JavaArgument(@Nullable Object value, @Nullable Object object) {
    static JavaArgument open(Sealed sealed, Call.Neighbours neighbours) {
        Object value = sealed.open();
        String ident = ProxyReferences.identOf(value);
        SharedObject shared = ident == null ? null : neighbours.find(ident);
        if (shared instanceof JavaShared java) {
            return new JavaArgument(value, java.target());
        }
        return new JavaArgument(value, shared);
    }

    /** The argument for a parameter of a type. */
    @Nullable
    Object as(Class<?> type, Conversion conversion) {
        boolean meant = object != null && type != Object.class && type.isInstance(object);
        return meant ? object : conversion.apply(value);
    }
}
