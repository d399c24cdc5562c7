package io.picklewire.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Jython;
import io.picklewire.pickle.Dumper;
import io.picklewire.pickle.Loader;
import io.picklewire.pickle.Scanner;
import io.picklewire.python.Equality;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyException;
import io.picklewire.python.PySlice;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Repr;
import io.picklewire.python.Sealed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.python.core.PyObject;

/** Lists and dicts after any row of calls, against Jython's own: the same results, errors, contents and reprs. */
class JythonContainersTest {
    private static final Jython JYTHON = new Jython(
            """
            import cPickle

            def outcome(x, pickled):
                method, args = cPickle.loads(pickled)
                try:
                    result = getattr(x, method)(*args)
                except Exception as error:
                    return cPickle.dumps(type(error).__name__, 2)
                return cPickle.dumps(['returned', None if result is NotImplemented else result], 2)

            def state(x):
                return cPickle.dumps([x, repr(x), len(x)], 2)

            def ordered(x):
                return cPickle.dumps([x, len(x)], 2)
            """);

    private static final Client NOBODY = new Client("nobody", 2);

    /** A call. */
    private record Step(String method, List<Object> args) {
        static Step of(String method, Object... args) {
            return new Step(method, Arrays.asList(args));
        }

        byte[] pickled() {
            return new Dumper(2).dumps(PyTuple.of(method, PyTuple.copyOf(args)));
        }
    }

    @Property(tries = 250)
    void listsAreAsJythons(@ForAll("listSteps") List<Step> steps) {
        SharedList list = new SharedList(List.of());
        PyObject jython = new org.python.core.PyList();
        for (Step step : steps) {
            check(step, list, jython);
            List<?> state = (List<?>) new Loader().loads(Jython.bytes(JYTHON.call("state", jython)));
            assertThat(Repr.of(opened(list.value()))).isEqualTo(Repr.of(state.get(0)));
            assertThat(Py2Str.of(list.repr(true).getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(state.get(1));
        }
    }

    @Property(tries = 250)
    void dictsAreAsJythons(@ForAll("dictSteps") List<Step> steps) {
        SharedDict dict = new SharedDict(Map.of());
        PyObject jython = new org.python.core.PyDictionary();
        for (Step step : steps) {
            check(step, dict, jython);
            List<?> state = (List<?>) new Loader().loads(Jython.bytes(JYTHON.call("ordered", jython)));
            assertThat(Equality.equal(opened(dict.value()), state.get(0)))
                    .as("%s", step)
                    .isTrue();
        }
    }

    private static void check(Step step, SharedObject shared, PyObject jython) {
        Object expected = new Loader().loads(Jython.bytes(JYTHON.call("outcome", jython, (Object) step.pickled())));
        Object got;
        try {
            got = Arrays.asList("returned", opened(NOBODY.call(shared, step.method(), args(step))));
        } catch (PyException e) {
            got = e.type().name();
        }
        assertThat(Equality.equal(got, expected))
                .as("%s: %s, Jython's %s", step, got, expected)
                .isTrue();
    }

    private static List<Sealed> args(Step step) {
        PyTuple request = PyTuple.of("1f", step.method(), PyTuple.copyOf(step.args()), Map.of());
        return Scanner.scan(new Dumper(2).dumps(request)).args();
    }

    private static Object opened(Object value) {
        return new Loader().loads(new Dumper(2).dumps(value));
    }

    @Provide
    Arbitrary<List<Step>> listSteps() {
        return Arbitraries.randomValue(JythonContainersTest::listSteps);
    }

    @Provide
    Arbitrary<List<Step>> dictSteps() {
        return Arbitraries.randomValue(JythonContainersTest::dictSteps);
    }

    private static List<Step> listSteps(Random random) {
        List<Step> steps = new ArrayList<>();
        for (int left = random.nextInt(15) + 1; left > 0; left--) {
            Object index = random.nextInt(12) - 6;
            steps.add(
                    switch (random.nextInt(18)) {
                        case 0, 1 -> Step.of("append", item(random));
                        case 2 -> Step.of("extend", some(random));
                        case 3 -> Step.of("insert", index, item(random));
                        case 4 -> Step.of("pop", index);
                        case 5 -> Step.of("pop");
                        case 6 -> Step.of("remove", item(random));
                        case 7 -> Step.of("index", item(random), index);
                        case 8 -> Step.of("count", item(random));
                        case 9 -> Step.of("reverse");
                        case 10 -> Step.of("__getitem__", random.nextBoolean() ? slice(random) : index);
                        case 11, 12 -> Step.of("__setitem__", slice(random), some(random));
                        case 13 -> Step.of("__setitem__", index, item(random));
                        case 14 -> Step.of("__delitem__", random.nextBoolean() ? slice(random) : index);
                        case 15 -> Step.of("__mul__", random.nextInt(4) - 1);
                        case 16 -> Step.of("__add__", some(random));
                        default -> Step.of("__contains__", item(random));
                    });
        }
        return steps;
    }

    private static List<Step> dictSteps(Random random) {
        List<Step> steps = new ArrayList<>();
        for (int left = random.nextInt(15) + 1; left > 0; left--) {
            Object key = random.nextInt(20) == 0 ? some(random) : key(random);
            steps.add(
                    switch (random.nextInt(10)) {
                        case 0, 1, 2 -> Step.of("__setitem__", key, item(random));
                        case 3 -> Step.of("__getitem__", key);
                        case 4 -> Step.of("__delitem__", key);
                        case 5 -> Step.of("get", key, item(random));
                        case 6 -> Step.of("pop", key(random));
                        case 7 -> Step.of("setdefault", key, item(random));
                        case 8 -> Step.of("update", List.of(PyTuple.of(key(random), 1), PyTuple.of(key, 2)));
                        default -> Step.of("__contains__", key);
                    });
        }
        return steps;
    }

    /** Not with a step of 1, which Jython takes for an extended slice. */
    private static Object slice(Random random) {
        int step = random.nextInt(7) - 3;
        return new PySlice(bound(random), bound(random), random.nextInt(3) == 0 && step != 1 ? step : null);
    }

    private static Object bound(Random random) {
        return random.nextInt(4) == 0 ? null : random.nextInt(14) - 7;
    }

    private static List<Object> some(Random random) {
        List<Object> items = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            items.add(item(random));
        }
        return items;
    }

    private static Object item(Random random) {
        return random.nextInt(4) == 0 ? some(random) : key(random);
    }

    /** Often equal to another one of another type. */
    private static Object key(Random random) {
        int number = random.nextInt(4) - 1;
        return switch (random.nextInt(8)) {
            case 0 -> number;
            case 1 -> (double) number;
            case 2 -> number == 1;
            case 3 -> (long) number;
            case 4 -> PyTuple.of(number, "a");
            case 5 -> Py2Str.of(new byte[] {'a', (byte) (number + 'b')});
            case 6 -> "a" + (char) (number + 'b');
            default -> null;
        };
    }
}
