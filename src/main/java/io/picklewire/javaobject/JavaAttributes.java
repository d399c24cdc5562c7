package io.picklewire.javaobject;

import io.picklewire.conversion.Conversion;
import io.picklewire.conversion.Conversions;
import io.picklewire.python.PyException;
import java.beans.Introspector;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a Java class as Python sees them: public fields, the components of a record, and properties that
 * have a public getter ({@code getName}, {@code isOpen}) or setter. Immutable; any thread.
 */
final class JavaAttributes {
    /** A way to read an attribute; unpacks nothing that it throws. */
    private interface Reader {
        @Nullable
        Object read(Object target) throws ReflectiveOperationException;
    }

    private static final ClassValue<JavaAttributes> BY_CLASS = new ClassValue<>() {
        @Override
        protected JavaAttributes computeValue(Class<?> type) {
            return new JavaAttributes(type);
        }
    };

    private final Class<?> type;
    private final Map<String, Reader> readers = new HashMap<>();
    private final Map<String, Overloads> setters = new HashMap<>();
    private final Map<String, Field> fields = new HashMap<>();

    private JavaAttributes(Class<?> type) {
        this.type = type;
        Map<String, List<Method>> setting = new HashMap<>();
        JavaMethods.callable(type).forEach(method -> {
            int parameters = method.getParameterCount();
            String name = method.getName();
            if (parameters == 0 && method.getReturnType() != void.class) {
                property(name, "get").ifPresent(property -> readers.putIfAbsent(property, method::invoke));
                property(name, "is")
                        .filter(property -> isBoolean(method))
                        .ifPresent(property -> readers.putIfAbsent(property, method::invoke));
                if (isComponent(name)) {
                    readers.put(name, method::invoke);
                }
            } else if (parameters == 1) {
                property(name, "set").ifPresent(property -> setting.computeIfAbsent(property, any -> new ArrayList<>())
                        .add(method));
            }
        });
        setting.forEach((name, methods) -> setters.put(name, new Overloads(name, methods)));
        for (Field field : type.getFields()) {
            boolean reachable = JavaMethods.isOpen(field.getDeclaringClass()) || field.trySetAccessible();
            if (reachable && !Modifier.isStatic(field.getModifiers())) {
                readers.put(field.getName(), field::get);
                fields.put(field.getName(), field);
            }
        }
    }

    static JavaAttributes of(Class<?> type) {
        return BY_CLASS.get(type);
    }

    private static boolean isBoolean(Method method) {
        return method.getReturnType() == boolean.class || method.getReturnType() == Boolean.class;
    }

    private boolean isComponent(String name) {
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                if (component.getName().equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The property that an accessor is for, named as JavaBeans name it. */
    private static Optional<String> property(String method, String prefix) {
        boolean named = method.startsWith(prefix)
                && method.length() > prefix.length()
                && !Character.isLowerCase(method.charAt(prefix.length()));
        return named ? Optional.of(Introspector.decapitalize(method.substring(prefix.length()))) : Optional.empty();
    }

    /**
     * {@code target.name}.
     *
     * @throws PyException AttributeError when there is no such attribute
     * @throws ReflectiveOperationException around what the getter threw
     */
    @Nullable
    Object get(Object target, String name) throws ReflectiveOperationException {
        Reader reader = readers.get(name);
        if (reader == null) {
            throw unknown(name);
        }
        return reader.read(target);
    }

    /**
     * {@code target.name = value}.
     *
     * @throws PyException AttributeError when there is no such attribute or it is read-only; TypeError, ValueError or
     *     OverflowError when it does not take the value
     * @throws ReflectiveOperationException around what the setter threw
     */
    void set(Object target, String name, JavaArgument value) throws ReflectiveOperationException {
        Overloads setter = setters.get(name);
        Field field = fields.get(name);
        if (setter != null) {
            setter.invoke(target, new JavaArguments(List.of(value), Map.of()));
        } else if (field != null && !Modifier.isFinal(field.getModifiers())) {
            Conversion conversion = Conversions.to(field.getGenericType());
            Conversion whole = given -> value.as(field.getType(), conversion);
            field.set(target, whole.at("attribute '" + name + "'", null));
        } else if (readers.containsKey(name)) {
            throw PyException.attributeError(
                    "attribute '" + name + "' of '" + type.getSimpleName() + "' objects is not writable");
        } else {
            throw unknown(name);
        }
    }

    /** Why {@code del target.name} fails: a Java object keeps its attributes. */
    PyException undeletable(String name) {
        return readers.containsKey(name) || setters.containsKey(name)
                ? PyException.attributeError(
                        "attribute '" + name + "' of '" + type.getSimpleName() + "' objects cannot be deleted")
                : unknown(name);
    }

    private PyException unknown(String name) {
        String text = "'" + type.getSimpleName() + "' object has no attribute '" + name + "'";
        return PyException.attributeError(
                JavaMethods.of(type).named(name) == null ? text : text + "; it is a method, to be called");
    }
}
