package io.picklewire.conversion;

import io.picklewire.python.PySet;
import io.picklewire.python.PyTuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The conversions to Java's collections and maps, their items converted in turn. */
final class ContainerConversions {
    private ContainerConversions() {}

    /** The conversion to a type, or null when it is no such container, or one that is not made here. */
    static @Nullable Conversion to(Class<?> type, List<Conversion> arguments) {
        Conversion first = arguments.isEmpty() ? PlainValue::of : arguments.get(0);
        if (Map.class.isAssignableFrom(type) && type.isAssignableFrom(LinkedHashMap.class)) {
            Conversion value = arguments.size() < 2 ? PlainValue::of : arguments.get(1);
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

    /** The items of a list or a tuple. */
    static List<?> sequence(Object value, String allowed) {
        if (value instanceof PyTuple tuple) {
            return tuple.asList();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw Conversion.unfit(value, allowed);
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
        if (!(given instanceof Set<?> members)) {
            throw Conversion.unfit(given, "a set");
        }
        Set<@Nullable Object> set = new LinkedHashSet<>();
        for (Object each : members) {
            set.add(member.at("a member", each));
        }
        return set;
    }

    private static Map<@Nullable Object, @Nullable Object> map(Object given, Conversion key, Conversion value) {
        if (!(given instanceof Map<?, ?> entries)) {
            throw Conversion.unfit(given, "a dict");
        }
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        entries.forEach((k, v) -> map.put(key.at("a key", k), value.at("a value", v)));
        return map;
    }
}
