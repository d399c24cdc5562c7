package io.picklewire.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Jython;
import io.picklewire.python.Equality;
import io.picklewire.python.PyTuple;
import io.picklewire.python.RandomValues;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.python.core.PyObject;

/** Pickles of protocol 0 to 2, both ways between Java and a Jython in the same JVM. */
class JythonPicklesTest {
    private static final Jython JYTHON = new Jython(
            """
            import cPickle, java.lang, pickle, sys, types
            import random_corpus

            LOADS = [pickle.loads, cPickle.loads]
            shapes = types.ModuleType('shapes')
            sys.modules['shapes'] = shapes
            class Point(object):
                def __init__(self, *args):
                    self.args = args
                def __reduce__(self):
                    return Point, self.args
            Point.__module__ = 'shapes'
            shapes.Point = Point

            sys.setrecursionlimit(300)

            def comes_back(name, value, shape):
                try:
                    return all(random_corpus.shape_of(name, loads(dumps(value, protocol))) == shape
                               for loads in LOADS for dumps in random_corpus.PICKLERS for protocol in range(3))
                except (Exception, java.lang.Exception):
                    return False  # Jython does not read its own infinity, for one

            def corpus(seed):
                for name, value in random_corpus.values(seed):
                    shape = random_corpus.shape_of(name, value)
                    if not comes_back(name, value, shape):
                        continue
                    for protocol in range(3):
                        for dumps in random_corpus.PICKLERS:
                            yield name, dumps(value, protocol), shape

            def difference(name, shape, data):
                for loads in LOADS:
                    got = random_corpus.shape_of(name, loads(data))
                    if got != shape:
                        return '%r\\ncame back as\\n%r' % (shape, got)

            def again(data, protocol):
                return [dumps(loads(data), protocol)
                        for loads in LOADS for dumps in random_corpus.PICKLERS]
            """);

    @Property(tries = 2)
    void whatJythonPicklesComesBackToIt(@ForAll int seed) {
        int pickles = 0;
        for (PyObject each : JYTHON.call("corpus", seed).asIterable()) {
            String name = each.__getitem__(0).toString();
            byte[] data = Jython.bytes(each.__getitem__(1));
            for (int protocol = 0; protocol <= 2; protocol++) {
                PyObject difference =
                        JYTHON.call("difference", name, each.__getitem__(2), answer(name, data, protocol));
                assertThat(difference.toString())
                        .as("%s of seed %d", name, seed)
                        .isEqualTo("None");
                pickles++;
            }
        }
        assertThat(pickles).isPositive();
    }

    private static byte[] answer(String name, byte[] pickle, int protocol) {
        if (!name.startsWith("request")) {
            return new Dumper(protocol).dumps(new Loader().loads(pickle));
        }
        ScannedRequest request = Scanner.scan(pickle);
        return new Dumper(protocol).dumps(PyTuple.of(PyTuple.copyOf(request.args()), PyTuple.copyOf(request.kwds())));
    }

    @Property(tries = 200)
    void whatJavaPicklesComesBackFromJython(@ForAll("values") Object value) {
        for (int protocol = 0; protocol <= 2; protocol++) {
            PyObject pickles = JYTHON.call("again", new Dumper(protocol).dumps(value), protocol);
            for (PyObject pickle : pickles.asIterable()) {
                Object back = new Loader().loads(Jython.bytes(pickle));
                assertThat(Equality.equal(back, value))
                        .as("%s at protocol %d", value, protocol)
                        .isTrue();
            }
        }
    }

    @Provide
    Arbitrary<Object> values() {
        return Arbitraries.randomValue(random -> new RandomValues(random, true).value(3));
    }
}
