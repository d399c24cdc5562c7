package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Sets in managers, CPython's of any version and this project's own, through a Java interface. */
class SetsTest {
    interface Numbers extends RemoteObject {
        void add(Object member);

        void discard(Object member);

        void remove(Object member);

        void update(List<?> members);

        Set<Object> copy();

        Set<Object> union(Set<?> other);

        default boolean isSubsetOf(Integer... other) {
            return (Boolean) proxy().call("issubset", List.of(other));
        }

        default int size() {
            return proxy().integer("__len__");
        }
    }

    @TestFactory
    Stream<DynamicTest> aSetHoldsEachMemberOnce() {
        return EachPython.andJavaRun((manager, python) -> {
            try (Numbers set = manager.proxy("set", Numbers.class, List.of(1, 2, 2))) {
                set.add(2.0);
                set.add("text");
                set.update(List.of(3, 1));
                assertThat(set.size()).isEqualTo(4);
                assertThat(set.copy()).containsExactlyInAnyOrder(1, 2, 3, "text");
                set.discard("nothing");
                set.remove("text");
                assertThat(set.union(Set.of(7))).containsExactlyInAnyOrder(1, 2, 3, 7);
                assertThat(set.isSubsetOf(1, 2, 3, 4)).isTrue();
                assertThat(set.isSubsetOf(1, 2)).isFalse();
                assertThatThrownBy(() -> set.remove("text")).isInstanceOf(RemoteException.KeyError.class);
                assertThatThrownBy(() -> set.add(List.of(1))).isInstanceOf(RemoteException.TypeError.class);
                assertThat(set.proxy().call("__contains__", 3)).isEqualTo(true);
            }
        });
    }
}
