package io.picklewire.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PySetTest {
    private final PySet set = PySet.set();

    @Test
    void oneIsOneMemberAndTheFirstStays() {
        assertThat(set.add(1)).isTrue();
        assertThat(set.add(true)).isFalse();
        assertThat(set).containsExactly(1);
        assertThat(set.contains(1.0)).isTrue();
        assertThat(set.remove(1L)).isTrue();
        assertThat(set).isEmpty();
    }

    @Test
    void membersAreInTheOrderOfTheirInsertion() {
        set.addAll(List.of("c", "a", "b", "a"));
        assertThat(set).containsExactly("c", "a", "b");
    }

    @Test
    void setsAndFrozensetsOfTheSameMembersAreEqual() {
        set.addAll(List.of(1, PyTuple.of("x")));
        assertThat(set)
                .isEqualTo(PySet.frozen(List.of(PyTuple.of("x"), 1.0)))
                .hasSameHashCodeAs(PySet.frozen(List.of(PyTuple.of("x"), 1.0)))
                .isEqualTo(Set.of(1L, PyTuple.of("x")))
                .isNotEqualTo(PySet.frozen(List.of(1, 2)));
    }

    @Test
    void aFrozensetDoesNotChange() {
        PySet frozen = PySet.frozen(List.of(1));
        assertThatThrownBy(() -> frozen.add(2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> frozen.remove(1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(frozen::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThat(frozen.isFrozen()).isTrue();
        assertThat(frozen).containsExactly(1);
    }

    @Test
    void aSetIsCleared() {
        set.addAll(List.of(1, 2, 3));
        set.removeIf(member -> member.equals(2));
        assertThat(set).containsExactly(1, 3);
        set.clear();
        assertThat(set).isEmpty();
    }
}
