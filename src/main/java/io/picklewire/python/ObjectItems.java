package io.picklewire.python;

import java.math.BigInteger;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The items of objects that Python pickles as collections, or as iterators over them. */
final class ObjectItems {
    private static final Set<String> MAPPINGS = Set.of("OrderedDict", "defaultdict", "Counter");
    private static final int DEPTH_LIMIT = 200;

    /**
     * A zip inside of a zip is refused: a few that share their parts would make more iterators than fit into memory.
     */
    private static final int ZIPPED = 101;

    private ObjectItems() {}

    /** Null for an object whose items are not known. */
    static @Nullable Iterator<@Nullable Object> iterator(PyObject object, int depth) {
        List<Map.Entry<@Nullable Object, @Nullable Object>> entries = entries(object);
        if (entries != null) {
            return Iteration.cast(entries.stream().map(Map.Entry::getKey).iterator());
        }
        if (object.calls("collections", "deque")) {
            return deque(object).iterator();
        }
        if (!object.items().isEmpty()) {
            return object.items().iterator();
        }
        if (!object.additions().isEmpty()) {
            return object.additions().iterator();
        }
        List<?> numbers = ArrayItems.of(object);
        if (numbers == null) {
            numbers = NumpyValue.items(object);
        }
        if (numbers == null && isMadeOfList(object)) {
            numbers = (List<?>) argument(object, 0);
        }
        return numbers != null ? Iteration.cast(numbers.iterator()) : builtin(object, depth);
    }

    /** {@code cls([…])}, as a set of a class of its own is pickled. */
    private static boolean isMadeOfList(PyObject object) {
        boolean builtin = object.callable() instanceof PyGlobal global && global.isBuiltin(global.name());
        return object.construction() == PyObject.Construction.REDUCE
                && !builtin
                && object.callable() instanceof PyGlobal
                && object.args() instanceof PyTuple args
                && args.size() == 1
                && args.get(0) instanceof List;
    }

    /** The entries of an object that is a mapping, or in which items were set, in order; null for another object. */
    static @Nullable List<Map.Entry<@Nullable Object, @Nullable Object>> entries(PyObject object) {
        List<Map.Entry<@Nullable Object, @Nullable Object>> mapping = mapping(object);
        return mapping != null || object.entries().isEmpty() ? mapping : object.entries();
    }

    /** The entries of an {@code OrderedDict}, a {@code defaultdict} or a {@code Counter}; null for another object. */
    static @Nullable List<Map.Entry<@Nullable Object, @Nullable Object>> mapping(PyObject object) {
        boolean mapping = object.callable() instanceof PyGlobal global
                && global.module().equals("collections")
                && MAPPINGS.contains(global.name());
        Object first = argument(object, 0);
        if (mapping && (first instanceof Map || first instanceof List)) {
            // A Counter's counts are its argument, and so are the pairs of Python 2's OrderedDict.
            PyDict dict = new PyDict();
            (first instanceof Map<?, ?> counts ? Iteration.entries(counts) : pairs((List<?>) first))
                    .forEach(entry -> dict.put(entry.getKey(), entry.getValue()));
            object.entries().forEach(entry -> dict.put(entry.getKey(), entry.getValue()));
            return Iteration.entries(dict);
        }
        return mapping ? object.entries() : null;
    }

    private static List<Map.Entry<@Nullable Object, @Nullable Object>> pairs(List<?> items) {
        List<Map.Entry<@Nullable Object, @Nullable Object>> pairs = new ArrayList<>(items.size());
        for (Object item : items) {
            boolean sequence = item instanceof List || item instanceof PyTuple;
            List<? extends @Nullable Object> pair = sequence ? ContainerKind.items(item) : List.of();
            if (pair.size() == 2) {
                pairs.add(new SimpleImmutableEntry<>(pair.get(0), pair.get(1)));
            }
        }
        return pairs;
    }

    /** Python 2's has its items as an argument, Python 3's are appended. */
    private static List<@Nullable Object> deque(PyObject deque) {
        List<@Nullable Object> items = new ArrayList<>();
        if (argument(deque, 0) instanceof List<?> list) {
            items.addAll(list);
        }
        items.addAll(deque.items());
        return items;
    }

    private static @Nullable Iterator<@Nullable Object> builtin(PyObject object, int depth) {
        String name = builtinName(object);
        boolean zip = name.equals("zip");
        if (!(object.args() instanceof PyTuple args) || (args.size() == 0 && !zip)) {
            return null;
        }
        if (depth > DEPTH_LIMIT) {
            throw PyException.recursionError("maximum recursion depth exceeded while iterating");
        }
        return switch (name) {
            case "iter" -> remaining(object, args.get(0), depth);
            case "reversed" -> reversed(object, args.get(0));
            case "enumerate" -> enumerate(args, depth);
            case "zip" -> zip(args, depth);
            case "map" -> mapped(args, depth);
            case "filter" -> filtered(args, depth);
            default -> null;
        };
    }

    private static String builtinName(PyObject object) {
        if (object.calls("itertools", "izip")) { // what Python 3 calls zip for protocol 2
            return "zip";
        }
        boolean builtin = object.callable() instanceof PyGlobal global && global.isBuiltin(global.name());
        return builtin ? TypeName.of(object) : "";
    }

    /** {@code iter(sequence)}, whose state is how far it has come. */
    private static Iterator<@Nullable Object> remaining(PyObject iterator, @Nullable Object sequence, int depth) {
        BigInteger position = position(iterator, BigInteger.ZERO).max(BigInteger.ZERO);
        if (sequence instanceof PyRange range) {
            BigInteger start = range.start().add(position.multiply(range.step()));
            return new PyRange(start, range.stop(), range.step()).iterator();
        }
        Iterator<@Nullable Object> items = Iteration.of(sequence, depth + 1);
        if (!(sequence instanceof PyObject)) {
            long skipped = position.min(BigInteger.valueOf(Integer.MAX_VALUE)).longValue();
            for (long i = 0; i < skipped && items.hasNext(); i++) {
                items.next();
            }
        }
        return items;
    }

    /** {@code reversed(list)}, whose state is the index of the item that comes next. */
    private static @Nullable Iterator<@Nullable Object> reversed(PyObject iterator, @Nullable Object sequence) {
        if (!(sequence instanceof List) && !(sequence instanceof PyTuple)) {
            return null;
        }
        List<@Nullable Object> items = new ArrayList<>(ContainerKind.items(sequence));
        BigInteger last = BigInteger.valueOf(items.size() - 1L);
        int end =
                position(iterator, last).min(last).max(BigInteger.ONE.negate()).intValue() + 1;
        List<@Nullable Object> rest = items.subList(0, end);
        Collections.reverse(rest);
        return rest.iterator();
    }

    private static Iterator<@Nullable Object> enumerate(PyTuple args, int depth) {
        Iterator<@Nullable Object> items = Iteration.of(args.get(0), depth + 1);
        Object start = args.size() > 1 ? args.get(1) : null;
        return new EnumerateIterator(items, Index.isIndex(start) ? Index.of(start) : BigInteger.ZERO);
    }

    private static Iterator<@Nullable Object> zip(PyTuple args, int depth) {
        return new ZipIterator(together(args.asList(), depth));
    }

    private static List<Iterator<@Nullable Object>> together(List<@Nullable Object> iterables, int depth) {
        if (depth >= ZIPPED) {
            throw PyException.recursionError("maximum recursion depth exceeded while iterating");
        }
        List<Iterator<@Nullable Object>> iterators = new ArrayList<>();
        iterables.forEach(each -> iterators.add(Iteration.of(each, depth + ZIPPED)));
        return iterators;
    }

    private static Iterator<@Nullable Object> mapped(PyTuple args, int depth) {
        Function function = Function.of(args.get(0));
        if (function == null) {
            throw Function.unknown("map(...)", args.get(0));
        }
        List<@Nullable Object> iterables = args.asList().subList(1, args.size());
        return iterables.size() == 1
                ? Function.map(function, List.of(Iteration.of(iterables.get(0), depth + 1)))
                : Function.map(function, together(iterables, depth));
    }

    private static Iterator<@Nullable Object> filtered(PyTuple args, int depth) {
        Function function = args.get(0) == null ? parts -> parts.get(0) : Function.of(args.get(0));
        if (function == null || args.size() != 2) {
            throw Function.unknown("filter(...)", args.get(0));
        }
        return new FilterIterator(
                Iteration.of(args.get(1), depth + 1), item -> Truth.of(function.call(Collections.singletonList(item))));
    }

    private static BigInteger position(PyObject iterator, BigInteger otherwise) {
        Object state = iterator.states().isEmpty() ? null : iterator.states().get(0);
        return Index.isIndex(state) ? Index.of(state) : otherwise;
    }

    private static @Nullable Object argument(PyObject object, int index) {
        return object.args() instanceof PyTuple args && args.size() > index ? args.get(index) : null;
    }
}
