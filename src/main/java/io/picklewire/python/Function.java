package io.picklewire.python;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A function of Python's own that is only a name in a pickle and needs no Python to be worked out: {@code len},
 * {@code str.lower}, {@code operator.itemgetter(1)}. What it cannot work out it refuses. Any thread.
 */
public interface Function {
    /**
     * What the function gives.
     *
     * @throws PyException what it raises, or TypeError when that is not known for these arguments
     */
    @Nullable
    Object call(List<@Nullable Object> args);

    /**
     * The function that a value names, or null when it is none of these.
     *
     * @param value as it is pickled: a name, {@code getattr(str, 'lower')}, or a call of {@code operator.itemgetter}
     */
    static @Nullable Function of(@Nullable Object value) {
        if (value instanceof PyGlobal global) {
            boolean builtin = global.isBuiltin(global.name());
            return builtin ? Functions.builtin(global.name()) : Functions.operator(global);
        }
        if (!(value instanceof PyObject object) || !(object.callable() instanceof PyGlobal callable)) {
            return null;
        }
        List<@Nullable Object> args = StandardReprs.arguments(object);
        if (callable.isBuiltin("getattr") && args.size() == 2 && args.get(0) instanceof PyGlobal type) {
            return type.isBuiltin(type.name())
                    ? Functions.builtin(type.name() + "." + TextRepr.text(args.get(1)))
                    : null;
        }
        boolean operator =
                callable.module().equals("operator") || callable.module().equals("_operator");
        if (!operator || args.isEmpty() || !object.effects().isEmpty()) {
            return null;
        }
        return switch (callable.name()) {
            case "itemgetter" -> getter(args, Parts::item);
            case "attrgetter" -> getter(args, Parts::attribute);
            default -> null;
        };
    }

    /** Gets one of the parts for which the getter was made. */
    interface Part {
        @Nullable
        Object of(@Nullable Object value, @Nullable Object key);
    }

    private static Function getter(List<@Nullable Object> keys, Part part) {
        return args -> {
            Object value = Functions.only(args);
            if (keys.size() == 1) {
                return part.of(value, keys.get(0));
            }
            List<@Nullable Object> parts = new ArrayList<>();
            keys.forEach(key -> parts.add(part.of(value, key)));
            return PyTuple.copyOf(parts);
        };
    }

    /** The names of those there are, for errors. */
    static String names() {
        return Functions.names().stream().sorted().collect(Collectors.joining(", "))
                + ", operator.itemgetter and operator.attrgetter";
    }

    /** {@code map(function, *iterables)}: as long as the shortest. */
    static Iterator<@Nullable Object> map(Function function, List<Iterator<@Nullable Object>> iterators) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return iterators.stream().allMatch(Iterator::hasNext);
            }

            @Override
            public @Nullable Object next() {
                List<@Nullable Object> args = new ArrayList<>();
                iterators.forEach(each -> args.add(each.next()));
                return function.call(args);
            }
        };
    }

    /** The message for a function that only Python could run. */
    static PyException unknown(String where, @Nullable Object function) {
        String name = function instanceof PyGlobal global ? global.module() + "." + global.name() : Repr.of(function);
        return PyException.typeError(where + " names " + name + ", a function that this manager cannot run; it knows "
                + names() + "; or let the client do it: values = list(...), and send those");
    }

    /** Parts of values, by index, key or name. */
    final class Parts {
        private Parts() {}

        static @Nullable Object item(@Nullable Object given, @Nullable Object key) {
            Object value = BuiltinValue.of(given);
            if (value instanceof Map<?, ?> map) {
                if (!map.containsKey(key)) {
                    throw PyException.keyError(key);
                }
                return map.get(key);
            }
            boolean sequence = value instanceof List || value instanceof PyTuple;
            if (!sequence && !(value instanceof String)) {
                throw PyException.typeError("'" + TypeName.of(given) + "' object is not subscriptable here");
            }
            List<@Nullable Object> items = new ArrayList<>();
            Iteration.of(value).forEachRemaining(items::add);
            if (!Index.isIndex(BuiltinValue.of(key))) {
                throw PyException.typeError(
                        TypeName.of(given) + " indices must be integers here, not " + TypeName.of(key));
            }
            long index = Index.of(BuiltinValue.of(key)).longValue();
            long position = index < 0 ? index + items.size() : index;
            if (position < 0 || position >= items.size()) {
                throw PyException.indexError(TypeName.of(given) + " index out of range");
            }
            return items.get((int) position);
        }

        /** An attribute that is in the state of an object; what a class computes is not known. */
        static @Nullable Object attribute(@Nullable Object given, @Nullable Object path) {
            Object value = given;
            for (String name : String.valueOf(TextRepr.text(path)).split("\\.", -1)) {
                value = single(value, name);
            }
            return value;
        }

        private static @Nullable Object single(@Nullable Object value, String name) {
            if (value instanceof PyObject object && object.effects().isEmpty()) {
                for (Object state : object.states()) {
                    List<?> parts = state instanceof PyTuple tuple
                            ? tuple.asList()
                            : state == null ? List.of() : List.of(state);
                    for (Object part : parts) {
                        if (part instanceof Map<?, ?> attributes && attributes.containsKey(name)) {
                            return attributes.get(name);
                        }
                    }
                }
            }
            throw PyException.attributeError(
                    "what the attribute '" + name + "' of a '" + TypeName.of(value) + "' object is, is not known here");
        }
    }
}
