package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Lists, dicts and the like in CPython's own managers as java.util's collections. */
class CollectionProxiesTest {
    @TestFactory
    Stream<DynamicTest> aListIsAJavaList() {
        return EachPython.andJavaRun((manager, python) -> {
            ListProxy<Integer> list = manager.list("list", List.of(3, 1, 2));
            list.add(5);
            list.add(0, 9);
            assertThat(list).containsExactly(9, 3, 1, 2, 5);
            assertThat(list.get(1)).isEqualTo(3);
            assertThat(list.set(1, 4)).isEqualTo(3);
            assertThat(list.remove(0)).isEqualTo(9);
            assertThat(list.remove((Object) 5)).isTrue();
            assertThat(list.remove((Object) 50)).isFalse();
            assertThat(list.indexOf(2)).isEqualTo(2);
            assertThat(list.indexOf(77)).isEqualTo(-1);
            assertThat(list.contains(1)).isTrue();
            list.sort(null);
            assertThat(list.copy()).containsExactly(1, 2, 4);
            list.sort(Comparator.reverseOrder());
            assertThat(list).isEqualTo(List.of(4, 2, 1));
            assertThat(list.addAll(List.of(7, 8))).isTrue();
            assertThat(list.stream().mapToInt(each -> each).sum()).isEqualTo(22);
            assertThat(list.subList(3, 5)).containsExactly(7, 8);
            list.replaceAll(each -> each * 10);
            assertThat(list.toArray()).containsExactly(40, 20, 10, 70, 80);
            list.clear();
            assertThat(list).isEmpty();
        });
    }

    @TestFactory
    Stream<DynamicTest> indexesOutOfBoundsAreJavas() {
        return EachPython.andJavaRun((manager, python) -> {
            ListProxy<Integer> list = manager.list("list", List.of(1));
            assertThatThrownBy(() -> list.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.set(1, 5)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.remove(1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.add(3, 5)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(list).containsExactly(1);
            Iterator<Integer> items = list.iterator();
            items.next();
            assertThatThrownBy(items::remove)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("goes through a copy");
        });
    }

    @TestFactory
    Stream<DynamicTest> aDictIsAJavaMapInOrder() {
        return EachPython.andJavaRun((manager, python) -> {
            DictProxy<String, Double> dict = manager.dict("dict");
            assertThat(dict.put("b", 1.5)).isNull();
            assertThat(dict.put("b", 2.5)).isEqualTo(1.5);
            dict.set("a", 0.5);
            assertThat(dict.get("a")).isEqualTo(0.5);
            assertThat(dict.get("missing")).isNull();
            assertThat(dict.containsKey("a")).isTrue();
            assertThat(dict.containsKey("missing")).isFalse();
            dict.putAll(Map.of("c", 3.5));
            assertThat(dict).hasSize(3).containsEntry("c", 3.5);
            if (python.isAtLeast(3, 7)) {
                assertThat(dict.keySet()).containsExactly("b", "a", "c");
            }
            assertThat(dict.setDefault("c", 9.5)).isEqualTo(3.5);
            assertThat(dict.remove("c")).isEqualTo(3.5);
            assertThat(dict.remove("c")).isNull();
            assertThat(dict.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
                    .isEqualTo(Map.of("a", 0.5, "b", 2.5));
            dict.entrySet().removeIf(entry -> entry.getValue() > 1);
            assertThat(dict).isEqualTo(Map.of("a", 0.5));
            dict.merge("a", 1.0, Double::sum);
            assertThat(dict.values()).containsExactly(1.5);
            dict.clear();
            assertThat(dict).isEmpty();
        });
    }

    @TestFactory
    Stream<DynamicTest> aListAsAKeyIsATuple() {
        return EachPython.andJavaRun((manager, python) -> {
            DictProxy<List<Integer>, String> dict = manager.dict("dict");
            dict.set(List.of(1, 2), "pair");
            assertThat(dict.get(List.of(1, 2))).isEqualTo("pair");
            assertThat(dict.proxy().value().toString()).contains("1, 2");
        });
    }

    @TestFactory
    Stream<DynamicTest> keysAndValuesAreConvertedToTheTypesAskedFor() {
        return EachPython.andJavaRun((manager, python) -> {
            DictProxy<Long, Double> dict = manager.dict("dict").of(Long.class, Double.class);
            dict.proxy().call("__setitem__", 1, 2);
            assertThat(dict.get(1L)).isEqualTo(2.0);
            assertThat(dict.keySet()).containsExactly(1L);
            ListProxy<Long> list = manager.list("list", List.of(1, 2)).of(Long.class);
            assertThat(list).containsExactly(1L, 2L);
            list.proxy().call("append", "x");
            assertThatThrownBy(() -> list.get(2))
                    .isInstanceOf(ConversionException.class)
                    .hasMessageContaining("found str, allowed is a Java Long");
        });
    }

    @TestFactory
    Stream<DynamicTest> namespacesValuesAndArraysHoldWhatTheyAreGiven() {
        return EachPython.andJavaRun((manager, python) -> {
            NamespaceProxy namespace = manager.namespace("Namespace", Kwargs.kw("x", 1));
            namespace.set("name", "it");
            assertThat(namespace.get("x")).isEqualTo(1);
            assertThat(namespace.get(String.class, "name")).isEqualTo("it");
            namespace.delete("x");
            assertThatThrownBy(() -> namespace.get("x")).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(() -> namespace.delete("x")).isInstanceOf(NoSuchElementException.class);
            ValueProxy<Integer> value = manager.value("Value", "i", 5);
            value.set(value.get() + 1);
            assertThat(value.get()).isEqualTo(6);
            ArrayProxy<Double> array = manager.array("Array", "d", List.of(1.5, 2.5));
            assertThat(array.set(1, 7.5)).isEqualTo(2.5);
            assertThat(array).containsExactly(1.5, 7.5);
            assertThatThrownBy(() -> array.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.proxy().call("__setitem__", 0, "x"))
                    .isInstanceOf(RemoteException.TypeError.class);
        });
    }

    @TestFactory
    Stream<DynamicTest> aGeneratorIsAJavaIterator() {
        return EachPython.runs((manager, python) -> {
            Proxy primes = manager.create("Primes", 20);
            @SuppressWarnings("unchecked")
            IteratorProxy<Integer> numbers = (IteratorProxy<Integer>) primes.call("iterate");
            assertThat(numbers.next()).isEqualTo(2);
            assertThat(numbers.stream().toList()).containsExactly(3, 5, 7, 11, 13, 17, 19);
            assertThat(numbers.hasNext()).isFalse();
            assertThatThrownBy(numbers::next).isInstanceOf(NoSuchElementException.class);
        });
    }
}
