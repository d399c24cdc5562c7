package io.picklewire.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.IObjectPickler;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Pickler;
import org.junit.jupiter.api.Test;

/** Pyrolite's extension points, registered with one loader or dumper only. */
class UsersClassesTest {
    /** What a user's constructor makes. */
    @SuppressWarnings("NonApiType") // what Pyrolite calls takes a HashMap
    public static final class Point {
        private final Object[] args;
        private Map<?, ?> state = Map.of();

        Point(Object... args) {
            this.args = args;
        }

        public void __setstate__(HashMap<String, Object> values) {
            state = values;
        }
    }

    private static final class Kelvin {
        private final double degrees;

        Kelvin(double degrees) {
            this.degrees = degrees;
        }
    }

    private static PyObject instance(PyObject.Construction construction, Object... args) {
        return new PyObject(construction, new PyGlobal("shapes", "Point"), PyTuple.of(args), null);
    }

    private static Loader loader() {
        return new Loader().construct("shapes", "Point", Point::new);
    }

    @Test
    void constructorsMakeInstancesHoweverThePickleSaysSo() {
        for (PyObject.Construction construction :
                List.of(PyObject.Construction.REDUCE, PyObject.Construction.NEWOBJ, PyObject.Construction.INSTANCE)) {
            byte[] pickle = new Dumper(2).dumps(instance(construction, 1, 2));
            Point point = (Point) loader().loads(pickle);
            assertThat(point.args).as("%s", construction).containsExactly(1, 2);
        }
    }

    @Test
    void aStateGoesToSetstate() {
        PyObject object = instance(PyObject.Construction.NEWOBJ);
        object.addState(Map.of("x", 5));
        Point point = (Point) loader().loads(new Dumper(4).dumps(object));
        assertThat(point.state).isEqualTo(Map.of("x", 5));
    }

    @Test
    void aStateThatNothingTakesIsAnError() {
        PyObject object = instance(PyObject.Construction.NEWOBJ);
        object.addState(Map.of("x", 5));
        Loader loader = new Loader().construct("shapes", "Point", args -> "a text");
        assertThatThrownBy(() -> loader.loads(new Dumper(4).dumps(object)))
                .isInstanceOf(PickleException.class)
                .hasMessageContaining("cannot set the state of a str");
    }

    @Test
    void picklersBelongToTheirDumper() {
        IObjectPickler pickler = new IObjectPickler() {
            @Override
            public void pickle(Object value, OutputStream out, Pickler current) throws IOException {
                current.save(((Kelvin) value).degrees);
                out.write(Opcodes.TUPLE1);
            }
        };
        byte[] pickle = new Dumper(4).pickle(Kelvin.class, pickler).dumps(List.of(new Kelvin(1.5)));
        assertThat(new Loader().loads(pickle)).isEqualTo(List.of(PyTuple.of(1.5)));
        assertThatThrownBy(() -> new Dumper(4).dumps(new Kelvin(1.5)))
                .isInstanceOf(PickleException.class)
                .hasMessageContaining("no pickler is registered");
    }

    private interface Shape {}

    private static class Square implements Shape {}

    private static final class SmallSquare extends Square {}

    @Test
    void aPicklerOfAnInterfaceWritesWhatImplementsIt() {
        Dumper dumper = new Dumper(4).pickle(Shape.class, (value, out, current) -> current.save("a shape"));
        assertThat(new Loader().loads(dumper.dumps(List.of(new Square(), new SmallSquare()))))
                .isEqualTo(List.of("a shape", "a shape"));
    }

    private static final class RegisteredWithPyrolite {}

    @Test
    void whatIsRegisteredForTheWholeJvmCanBePassedOver() {
        Pickler.registerCustomPickler(
                RegisteredWithPyrolite.class, (value, out, current) -> current.save("registered"));
        assertThat(new Loader().loads(new Dumper(4).dumps(new RegisteredWithPyrolite())))
                .isEqualTo("registered");
        assertThatThrownBy(() -> new Dumper(4).withoutRegistered().dumps(new RegisteredWithPyrolite()))
                .isInstanceOf(PickleException.class);
    }
}
