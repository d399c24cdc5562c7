package io.picklewire.conversion;

import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * What Java code returned, as a value that can be pickled: a copy, so that the original may change meanwhile. A
 * record is a dict of its components, a map's entry a tuple, an enum constant its name, an Optional what it holds
 * or None, a stream or an iterator the list of what it gives. Anything else is left to the pickler.
 */
public final class ToPython {
    private ToPython() {}

    public static @Nullable Object of(@Nullable Object value) {
        return of(value, UnaryOperator.identity(), UnaryOperator.identity());
    }

    /**
     * The same with a rule before these and one after them.
     *
     * @param first what takes a value's place, or the value itself
     * @param last what takes the place of what all other rules made of a value
     */
    public static @Nullable Object of(
            @Nullable Object value, UnaryOperator<@Nullable Object> first, UnaryOperator<@Nullable Object> last) {
        return ObjectCopy.of(value, each -> {
            Object inside = inside(each);
            Object own = first.apply(inside);
            return last.apply(own == inside ? rule(inside) : own);
        });
    }

    /** What an Optional holds, or the value itself. */
    private static @Nullable Object inside(@Nullable Object value) {
        Object inside = value;
        while (inside instanceof Optional<?> optional) {
            inside = optional.orElse(null);
        }
        return inside;
    }

    private static @Nullable Object rule(@Nullable Object value) {
        if (value instanceof PythonForm own) {
            return own.toPython();
        }
        if (value instanceof Record record) {
            return components(record);
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            return PyTuple.of(entry.getKey(), entry.getValue());
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof BaseStream<?, ?> stream) {
            try (stream) {
                return rest(stream.iterator());
            }
        }
        if (value instanceof UUID uuid) {
            return PyObject.call("uuid", "UUID", uuid.toString());
        }
        return value instanceof Iterator<?> iterator ? rest(iterator) : number(value);
    }

    private static @Nullable Object number(@Nullable Object value) {
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? optional.getAsInt() : null;
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? optional.getAsLong() : null;
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? optional.getAsDouble() : null;
        }
        return value == null ? null : JavaTime.toPython(value);
    }

    private static List<@Nullable Object> rest(Iterator<?> iterator) {
        List<@Nullable Object> rest = new ArrayList<>();
        iterator.forEachRemaining(rest::add);
        return rest;
    }

    /** Python's own values that are records here, such as a slice, have a pickle and stay. */
    private static Object components(Record record) {
        if (record.getClass().getPackageName().equals(PyTuple.class.getPackageName())) {
            return record;
        }
        Map<String, @Nullable Object> components = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            components.put(component.getName(), component(record, component));
        }
        return components;
    }

    private static @Nullable Object component(Record record, RecordComponent component) {
        try {
            component.getAccessor().trySetAccessible();
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw JavaFailure.toPython(e);
        }
    }
}
