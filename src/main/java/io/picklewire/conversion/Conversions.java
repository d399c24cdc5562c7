package io.picklewire.conversion;

import io.picklewire.python.PyException;
import io.picklewire.python.PyObject;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the conversion to a declared Java type. */
public final class Conversions {
    private Conversions() {}

    /** The conversion to a type, with its type arguments where it is declared with some. */
    public static Conversion to(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return to(
                    raw(type),
                    Arrays.stream(parameterized.getActualTypeArguments())
                            .map(Conversions::to)
                            .toList());
        }
        if (type instanceof GenericArrayType array) {
            return array(raw(array.getGenericComponentType()), to(array.getGenericComponentType()));
        }
        if (type instanceof WildcardType wildcard) {
            return to(wildcard.getUpperBounds()[0]);
        }
        return to(raw(type), List.of());
    }

    /** How much less likely a type is meant than others: an int is meant for {@code int} rather than {@code double}. */
    public static int rank(Class<?> type) {
        return ScalarConversions.rank(type);
    }

    /** The class that a type is when its type arguments are forgotten. */
    private static Class<?> raw(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return raw(parameterized.getRawType());
        }
        if (type instanceof GenericArrayType array) {
            return raw(array.getGenericComponentType()).arrayType();
        }
        if (type instanceof TypeVariable<?> variable) {
            return raw(variable.getBounds()[0]);
        }
        return type instanceof WildcardType wildcard ? raw(wildcard.getUpperBounds()[0]) : (Class<?>) type;
    }

    private static Conversion to(Class<?> type, List<Conversion> arguments) {
        Conversion scalar = ScalarConversions.to(type);
        if (scalar != null) {
            return scalar;
        }
        if (type == Object.class) {
            return ToJava::of;
        }
        if (type.isArray()) {
            return array(type.getComponentType(), to(type.getComponentType()));
        }
        if (type.isRecord()) {
            return value -> RecordConversion.of(type).apply(value);
        }
        if (type == Optional.class) {
            Conversion content = arguments.isEmpty() ? ToJava::of : arguments.get(0);
            return value -> Optional.ofNullable(value == null ? null : content.apply(value));
        }
        Conversion container = ContainerConversions.to(type, arguments);
        return container != null ? container : instance(type);
    }

    private static Conversion array(Class<?> component, Conversion item) {
        return value -> {
            if (value == null) {
                return null;
            }
            List<?> items = ContainerConversions.sequence(value, "a list or tuple for a Java " + component + "[]");
            Object array = Array.newInstance(component, items.size());
            for (int i = 0; i < items.size(); i++) {
                Array.set(array, i, item.at("item " + i, items.get(i)));
            }
            return array;
        };
    }

    /** A type of which some Python value is an instance as it is; or an enum, by the name of a constant. */
    private static Conversion instance(Class<?> type) {
        return value -> {
            if (value == null || type.isInstance(value)) {
                return value;
            }
            Object plain = JavaTime.as(type, ToJava.of(value));
            if (type.isEnum() && value instanceof PyObject member) {
                plain = EnumMember.name(member);
            }
            if (type.isEnum() && plain instanceof String name) {
                return constant(type, name);
            }
            if (!type.isInstance(plain)) {
                String allowed = type.isEnum() ? "the name of a constant of " : "a Java ";
                throw Conversion.unfit(value, allowed + type.getName());
            }
            return plain;
        };
    }

    private static @Nullable Object constant(Class<?> type, String name) {
        Object[] constants = type.getEnumConstants();
        List<String> names = Arrays.stream(constants)
                .map(constant -> ((Enum<?>) constant).name())
                .toList();
        int index = names.indexOf(name);
        if (index < 0) {
            throw PyException.valueError("found '" + name + "', allowed are " + String.join(", ", names));
        }
        return constants[index];
    }
}
