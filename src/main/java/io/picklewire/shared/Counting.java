package io.picklewire.shared;

import io.picklewire.python.Arithmetic;
import io.picklewire.python.Index;
import io.picklewire.python.Ordering;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** What {@code collections.Counter} has of its own. Each runs under the object's lock. */
final class Counting {
    static final Methods<SharedDict> METHODS = SharedDict.METHODS
            .copy()
            .add("__delitem__", Signature.operator("__delitem__", 1), Counting::delete)
            .add(
                    "elements",
                    Signature.python("Counter.elements"),
                    (dict, args) -> PyObject.call("builtins", "iter", elements(dict)))
            .add(
                    "most_common",
                    Signature.python("Counter.most_common", Parameter.optional("n", null)),
                    Counting::mostCommon)
            .add("subtract", Signature.update("subtract"), (dict, args) -> count(dict, args, Arithmetic::subtract))
            .add("total", Signature.python("Counter.total"), (dict, args) -> total(dict))
            .add("update", Signature.update("update"), (dict, args) -> count(dict, args, Arithmetic::add))
            .reads("elements", "most_common", "total");

    private Counting() {}

    /** Changes the counts by those of a mapping, or by one for each item of an iterable. */
    static @Nullable Object count(SharedDict dict, Arguments args, BinaryOperator<@Nullable Object> operation) {
        if (args.given(0) && args.value(0) != null) {
            if (args.value(0) instanceof Map || args.isProxyOf(SharedDict.class, 0)) {
                args.forEachEntry(0, (key, number) -> change(dict, key, number, operation));
            } else {
                args.items(0).forEach(key -> change(dict, Sealed.open(key), 1, operation));
            }
        }
        args.forEachKeyword((key, number) -> change(dict, key, number, operation));
        return null;
    }

    private static void change(
            SharedDict dict,
            @Nullable Object key,
            @Nullable Object number,
            BinaryOperator<@Nullable Object> operation) {
        Object before = dict.entries().get(key);
        dict.put(key, operation.apply(before == null ? 0 : Sealed.open(before), Sealed.open(number)));
    }

    private static @Nullable Object delete(SharedDict dict, Arguments args) {
        if (dict.entries().containsKey(args.own(0))) {
            dict.remove(args.own(0));
        }
        return null;
    }

    private static Object total(SharedDict dict) {
        Object total = 0;
        for (Object number : dict.entries().values()) {
            total = Arithmetic.add(total, Sealed.open(number));
        }
        return total;
    }

    private static List<@Nullable Object> mostCommon(SharedDict dict, Arguments args) {
        List<Map.Entry<@Nullable Object, @Nullable Object>> entries =
                new ArrayList<>(dict.entries().entrySet());
        entries.sort((a, b) -> Ordering.compare(Sealed.open(b.getValue()), Sealed.open(a.getValue())));
        List<@Nullable Object> common = new ArrayList<>();
        entries.forEach(entry -> common.add(PyTuple.of(entry.getKey(), entry.getValue())));
        if (args.value(0) == null) {
            return common;
        }
        BigInteger most = Index.of(args.value(0)).max(BigInteger.ZERO).min(BigInteger.valueOf(common.size()));
        return common.subList(0, most.intValue());
    }

    private static List<@Nullable Object> elements(SharedDict dict) {
        List<@Nullable Object> elements = new ArrayList<>();
        dict.entries().forEach((key, number) -> {
            BigInteger times = Index.of(Sealed.open(number));
            ResultLimit.require(times.min(BigInteger.valueOf(Integer.MAX_VALUE)).longValue() + elements.size());
            for (int i = 0; i < times.intValue(); i++) {
                elements.add(key);
            }
        });
        return elements;
    }
}
