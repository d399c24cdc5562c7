package io.picklewire.conversion;

import io.picklewire.python.BuiltinValue;
import io.picklewire.python.Iteration;
import io.picklewire.python.PyException;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyRange;
import io.picklewire.python.PySet;
import io.picklewire.python.PyTuple;
import io.picklewire.python.TypeName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The conversions to Java's collections and maps, their items converted in turn. */
final class ContainerConversions {
    private static final int MOST_ITERATED = 10_000_000;

    private ContainerConversions() {}

    /** The conversion to a type, or null when it is no such container, or one that is not made here. */
    static @Nullable Conversion to(Class<?> type, List<Conversion> arguments) {
        Conversion first = arguments.isEmpty() ? ToJava::of : arguments.get(0);
        if (Map.class.isAssignableFrom(type) && type.isAssignableFrom(LinkedHashMap.class)) {
            Conversion value = arguments.size() < 2 ? ToJava::of : arguments.get(1);
            return given -> given == null ? null : map(given, first, value);
        }
        if (!Iterable.class.isAssignableFrom(type)) {
            return null;
        }
        if (type.isAssignableFrom(ArrayList.class)) {
            boolean setsToo = !List.class.isAssignableFrom(type);
            return given -> given == null ? null : list(given, first, setsToo);
        }
        return type.isAssignableFrom(LinkedHashSet.class) ? given -> given == null ? null : set(given, first) : null;
    }

    /** The items of a list or a tuple, or of an object of a library's that is a sequence, such as an array. */
    static List<?> sequence(Object value, String allowed) {
        Object plain = BuiltinValue.of(value);
        if (plain instanceof PyTuple tuple) {
            return tuple.asList();
        }
        if (plain instanceof List<?> list) {
            return list;
        }
        if (plain instanceof PyObject || plain instanceof PyRange) {
            return iterated(plain, allowed);
        }
        throw Conversion.unfit(value, allowed);
    }

    private static List<?> iterated(Object value, String allowed) {
        Iterator<@Nullable Object> each;
        try {
            each = Iteration.of(value);
        } catch (PyException e) {
            throw Conversion.unfit(value, allowed);
        }
        List<@Nullable Object> items = new ArrayList<>();
        while (each.hasNext()) {
            items.add(each.next());
            if (items.size() > MOST_ITERATED) {
                throw PyException.memoryError("a " + TypeName.of(value) + " has more than " + MOST_ITERATED + " items");
            }
        }
        return items;
    }

    private static List<@Nullable Object> list(Object given, Conversion item, boolean setsToo) {
        Collection<?> items = setsToo && given instanceof PySet set
                ? set
                : sequence(given, setsToo ? "a list, tuple or set" : "a list or tuple");
        List<@Nullable Object> list = new ArrayList<>(items.size());
        for (Object each : items) {
            list.add(item.at("item " + list.size(), each));
        }
        return list;
    }

    private static Set<@Nullable Object> set(Object given, Conversion member) {
        if (!(BuiltinValue.of(given) instanceof Set<?> members)) {
            throw Conversion.unfit(given, "a set");
        }
        Set<@Nullable Object> set = new LinkedHashSet<>();
        for (Object each : members) {
            set.add(member.at("a member", each));
        }
        return set;
    }

    private static Map<@Nullable Object, @Nullable Object> map(Object given, Conversion key, Conversion value) {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        entries(given).forEach((k, v) -> map.put(key.at("a key", k), value.at("a value", v)));
        return map;
    }

    private static Map<?, ?> entries(Object given) {
        Object plain = BuiltinValue.of(given);
        if (plain instanceof Map<?, ?> entries) {
            return entries;
        }
        if (!(plain instanceof PyObject)) {
            throw Conversion.unfit(given, "a dict");
        }
        Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
        try {
            Iteration.forEachEntry(plain, entries::put);
        } catch (PyException e) {
            throw Conversion.unfit(given, "a dict");
        }
        return entries;
    }
}
