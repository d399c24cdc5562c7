package io.picklewire.python;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A value and the same value spelled otherwise: other number types, other orders, other objects. */
class EqualityPropertiesTest {
    @Property(tries = 500)
    void aValueSpelledOtherwiseIsEqual(@ForAll("values") Object value) {
        Object other = respell(value);
        assertThat(Equality.equal(value, other)).isTrue();
        assertThat(Equality.equal(other, value)).isTrue();
    }

    @Property(tries = 500)
    void whatIsEqualHasOneHash(@ForAll("keys") Object key) {
        assertThat(Equality.hash(respell(key))).isEqualTo(Equality.hash(key));
        PyDict dict = new PyDict();
        dict.put(key, "found");
        assertThat(dict.get(respell(key))).isEqualTo("found");
    }

    @Property(tries = 500)
    void anotherMemberMakesItUnequal(@ForAll("values") Object value, @ForAll("keys") Object key) {
        assertThat(Equality.equal(List.of(PyTuple.of(value)), List.of(PyTuple.of(value, key))))
                .isFalse();
        assertThat(Equality.equal(PyTuple.of(value, key), List.of(value, key))).isFalse();
    }

    @Property(tries = 500)
    void anyTwoValuesAreComparedTheSameBothWays(@ForAll("values") Object a, @ForAll("values") Object b) {
        assertThat(Equality.equal(a, b)).isEqualTo(Equality.equal(b, a));
    }

    private static Object respell(Object value) {
        if (value instanceof Integer number) {
            return number == 1 ? (Object) true : number.doubleValue();
        }
        if (value instanceof Long number) {
            return BigInteger.valueOf(number);
        }
        if (value instanceof Double number) {
            return number == 0 ? -number : new PyComplex(number, -0.0);
        }
        if (value instanceof String text) {
            boolean ascii = text.chars().allMatch(c -> c < 0x80);
            return ascii ? Py2Str.of(text.getBytes(US_ASCII)) : text;
        }
        return value instanceof byte[] bytes ? bytes.clone() : respellContainer(value);
    }

    private static Object respellContainer(Object value) {
        List<Object> parts = new ArrayList<>();
        if (value instanceof PyTuple tuple) {
            tuple.forEach(item -> parts.add(respell(item)));
            return PyTuple.copyOf(parts);
        }
        if (value instanceof List<?> list) {
            list.forEach(item -> parts.add(respell(item)));
            return parts;
        }
        if (value instanceof PyObject object) {
            return PyObject.call("shapes", "Point", respell(((PyTuple) object.args()).get(0)));
        }
        if (value instanceof PySet set) {
            set.forEach(member -> parts.add(respell(member)));
            Collections.reverse(parts);
            return PySet.frozen(parts);
        }
        List<? extends Map.Entry<?, ?>> entries = new ArrayList<>(((PyDict) value).entrySet());
        Collections.reverse(entries);
        PyDict dict = new PyDict();
        entries.forEach(entry -> dict.put(respell(entry.getKey()), respell(entry.getValue())));
        return dict;
    }

    @Provide
    Arbitrary<Object> keys() {
        return Arbitraries.randomValue(random -> new RandomValues(random).key(3));
    }

    @Provide
    Arbitrary<Object> values() {
        return Arbitraries.randomValue(random -> new RandomValues(random).value(3));
    }
}
