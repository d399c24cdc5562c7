package io.picklewire.conversion;

import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conversion to a Java record: from a dict of its components by name, a tuple of them in order, or an object that
 * has them, as a named tuple or a dataclass does.
 */
final class RecordConversion implements Conversion {
    private final Class<?> type;
    private final List<RecordComponent> components;

    private RecordConversion(Class<?> type) {
        this.type = type;
        this.components = List.of(type.getRecordComponents());
    }

    static RecordConversion of(Class<?> type) {
        return new RecordConversion(type);
    }

    @Override
    public @Nullable Object apply(@Nullable Object value) {
        if (value == null || type.isInstance(value)) {
            return value;
        }
        List<?> parts = value instanceof PyObject object ? partsOf(object) : parts(value);
        if (parts == null || parts.size() != components.size()) {
            throw Conversion.unfit(value, allowed());
        }
        @Nullable Object[] arguments = new @Nullable Object[parts.size()];
        for (int i = 0; i < arguments.length; i++) {
            RecordComponent component = components.get(i);
            arguments[i] = Conversions.to(component.getGenericType()).at("'" + component.getName() + "'", parts.get(i));
        }
        return construct(arguments);
    }

    private @Nullable List<?> parts(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? named(map) : value instanceof PyTuple tuple ? tuple.asList() : null;
    }

    /**
     * A named tuple is made from its items; an instance of a class has a state: its attributes, its slots in order, or
     * both its attributes and its slots by name.
     */
    private @Nullable List<?> partsOf(PyObject object) {
        Optional<Object> state = stateOf(object);
        if (state.isEmpty()) {
            return parts(object.args());
        }
        if (state.get() instanceof PyTuple pair && pair.size() == 2 && pair.get(1) instanceof Map<?, ?> slots) {
            Map<Object, @Nullable Object> all = new LinkedHashMap<>(slots);
            if (pair.get(0) instanceof Map<?, ?> attributes) {
                all.putAll(attributes);
            }
            List<?> named = named(all);
            return named != null ? named : parts(pair);
        }
        return state.get() instanceof List<?> slots ? slots : parts(state.get());
    }

    /** What the pickle sets as its state, or has a function set, which is called with the object and the state. */
    private static Optional<Object> stateOf(PyObject object) {
        for (Object state : object.states()) {
            return Optional.ofNullable(state);
        }
        return object.effects().stream()
                .filter(effect -> effect instanceof PyObject setter
                        && setter.args() instanceof PyTuple args
                        && args.size() == 2
                        && args.get(0) == object)
                .map(effect -> ((PyTuple) Objects.requireNonNull(((PyObject) effect).args())).get(1))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** The components in order, or null when others are given. */
    private @Nullable List<@Nullable Object> named(Map<?, ?> map) {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        map.forEach((key, value) -> given.put(String.valueOf(key), value));
        List<@Nullable Object> parts = new ArrayList<>();
        for (RecordComponent component : components) {
            if (!given.containsKey(component.getName())) {
                return null;
            }
            parts.add(given.get(component.getName()));
        }
        return parts.size() == map.size() ? parts : null;
    }

    private String allowed() {
        List<String> names =
                components.stream().map(part -> "'" + part.getName() + "'").toList();
        return "a dict with exactly " + String.join(", ", names) + ", a tuple of these, or an object that has them";
    }

    private Object construct(@Nullable Object[] arguments) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.trySetAccessible();
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw JavaFailure.toPython(e);
        }
    }
}
