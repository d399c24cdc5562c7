package io.picklewire.pickle;

import io.picklewire.python.PackedNumbers;
import io.picklewire.python.PyComplex;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.objects.ComplexNumber;
import org.jspecify.annotations.Nullable;

/** The Java types besides Python's own values that have a pickle, and the Python value each one is. */
final class JavaTypes {
    /** Python 2 has no typecode q. */
    private static final String LONGS_2 = "l";

    private JavaTypes() {}

    /**
     * For a pickle of that protocol.
     *
     * @throws PickleException when there is none for that type
     */
    static Object toPython(Object value, int protocol) {
        if (value instanceof BigDecimal decimal) {
            return PyObject.call("decimal", "Decimal", decimal.toString());
        }
        if (value instanceof ComplexNumber complex) {
            return new PyComplex(complex.getReal(), complex.getImaginary());
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof char[] characters) {
            return new String(characters);
        }
        if (value.getClass().isArray()) {
            return array(value, protocol);
        }
        throw new PickleException("cannot pickle a " + value.getClass().getName()
                + ": it is none of Python's values, and no pickler is registered for it");
    }

    private static Object array(Object array, int protocol) {
        Class<?> type = array.getClass().getComponentType();
        PackedNumbers kind = PackedNumbers.of(type);
        if (kind != null && protocol >= Dumper.PYTHON3) {
            return kind.pack(array);
        }
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            items.add(Array.get(array, i));
        }
        if (kind != null) {
            String typecode = kind == PackedNumbers.LONGS ? LONGS_2 : kind.typecode();
            return PyObject.call("array", "array", typecode, items);
        }
        return type.isPrimitive() ? items : PyTuple.copyOf(items);
    }
}
