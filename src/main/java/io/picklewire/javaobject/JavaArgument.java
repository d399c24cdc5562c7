package io.picklewire.javaobject;

import io.picklewire.conversion.Conversion;
import io.picklewire.conversion.CustomTypes;
import io.picklewire.conversion.ToJava;
import io.picklewire.pickle.ProxyReferences;
import io.picklewire.python.Sealed;
import io.picklewire.shared.ObjectLookup;
import io.picklewire.shared.SharedDict;
import io.picklewire.shared.SharedList;
import io.picklewire.shared.SharedObject;
import io.picklewire.shared.StoredValue;
import org.jspecify.annotations.Nullable;

/**
 * An argument for a Java method.
 *
 * @param value its Python value; for a proxy of a list or dict in this manager, what that contains
 * @param object for a proxy of an object in this manager: that object, an application's as it has it
 */
record JavaArgument(@Nullable Object value, @Nullable Object object) {
    static JavaArgument open(Sealed sealed, ObjectLookup objects, CustomTypes types) {
        Object value = types.open(sealed);
        String ident = ProxyReferences.identOf(value);
        SharedObject shared = ident == null ? null : objects.find(ident);
        if (shared instanceof JavaShared java) {
            return new JavaArgument(value, java.target());
        }
        return shared instanceof SharedList || shared instanceof SharedDict
                ? new JavaArgument(StoredValue.open(shared.value()), shared)
                : new JavaArgument(value, shared);
    }

    /** The argument for a parameter of a type. */
    @Nullable
    Object as(Class<?> type, Conversion conversion) {
        boolean isMeant = object != null && type.isInstance(object);
        boolean isAnything = type == Object.class && object instanceof SharedObject;
        return isMeant && !isAnything ? object : conversion.apply(value);
    }

    /** The argument for code that takes anything. */
    @Nullable
    Object plain() {
        return as(Object.class, ToJava::of);
    }
}
