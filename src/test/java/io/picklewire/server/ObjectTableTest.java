package io.picklewire.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.picklewire.connection.ProcessId;
import io.picklewire.pickle.Sealed;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.shared.Call;
import io.picklewire.shared.SharedList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** When an object goes; the time is the test's. */
class ObjectTableTest {
    private static final long LINGER = 10;

    private final ObjectTable table = new ObjectTable(new IdentSource(new SplittableRandom(1)), ObjectLimits.DEFAULT);

    private ExposedObject list() {
        return table.add("list", new SharedList(List.of()), null, 0);
    }

    /** What CPython pickles a proxy as. */
    private static Object proxy(ExposedObject object) {
        PyObject token = PyObject.instance("multiprocessing.managers", "Token");
        token.addState(PyTuple.of("list", PyTuple.of("127.0.0.1", 50_000), object.ident()));
        return PyObject.call(
                "multiprocessing.managers",
                "RebuildProxy",
                new PyGlobal("multiprocessing.managers", "ListProxy"),
                token,
                "pickle",
                Map.of());
    }

    private static @Nullable Object call(ExposedObject object, String method, @Nullable Object... args) {
        List<Sealed> sealed = Arrays.stream(args).map(Sealed::of).toList();
        return object.object().call(new Call(method, sealed, Map.of(), new NoCaller(), ident -> null));
    }

    private void drop(ExposedObject... objects) {
        for (ExposedObject object : objects) {
            assertThat(table.release(object.ident(), null)).isEqualTo(ObjectTable.Release.DONE);
        }
    }

    private Collection<ExposedObject> gone(long time) {
        return table.collect(time, LINGER);
    }

    @Test
    void anObjectGoesWhenNobodyHasReferredToItForThatLong() {
        ExposedObject object = list();
        assertThat(gone(0)).isEmpty();
        drop(object);
        assertThat(table.referenced()).isZero();
        assertThat(gone(100)).isEmpty();
        assertThat(gone(109)).isEmpty();
        assertThat(table.find(object.ident())).isSameAs(object);
        assertThat(gone(110)).containsExactly(object);
        assertThat(table.find(object.ident())).isNull();
    }

    @Test
    void whoComesMeanwhileStartsTheTimeAnew() {
        ExposedObject object = list();
        drop(object);
        gone(100);
        assertThat(table.retain(object.ident(), null)).isTrue();
        drop(object);
        assertThat(gone(110)).isEmpty();
        assertThat(gone(120)).containsExactly(object);
    }

    @Test
    void whatIsStoredStaysWithWhatHoldsIt() {
        ExposedObject outer = list();
        ExposedObject inner = list();
        call(outer, "append", proxy(inner));
        drop(inner);
        assertThat(table.referenced()).isOne();
        for (long time = 0; time < 100; time += 5) {
            assertThat(gone(time)).isEmpty();
        }
        drop(outer);
        gone(100);
        assertThat(gone(110)).containsExactlyInAnyOrder(outer, inner);
    }

    @Test
    void whatIsTakenOutLingersFromThenOn() {
        ExposedObject outer = list();
        ExposedObject inner = list();
        drop(inner);
        gone(0);
        call(outer, "append", proxy(inner));
        assertThat(gone(9)).isEmpty();
        assertThat(gone(50)).isEmpty();
        call(outer, "pop");
        assertThat(gone(51)).isEmpty();
        assertThat(gone(60)).isEmpty();
        assertThat(gone(69)).isEmpty();
        assertThat(gone(70)).containsExactly(inner);
    }

    @Test
    void whatGoesInAndOutBetweenTwoLooksLingersFromThenOn() {
        ExposedObject outer = list();
        ExposedObject inner = list();
        drop(inner);
        gone(0);
        call(outer, "append", proxy(inner));
        call(outer, "pop");
        assertThat(gone(10)).as("it has just been handed to somebody").isEmpty();
        gone(11);
        assertThat(gone(21)).containsExactly(inner);
    }

    @Test
    void objectsThatHoldOnlyEachOtherGoThoughTheyWereLeftAtDifferentTimes() {
        ExposedObject one = list();
        ExposedObject other = list();
        call(one, "append", proxy(other));
        call(other, "append", proxy(one));
        drop(one);
        gone(0);
        drop(other);
        assertThat(gone(5)).isEmpty();
        assertThat(gone(10)).isEmpty();
        assertThat(gone(15)).containsExactlyInAnyOrder(one, other);
    }

    @Test
    void whoLingersKeepsWhatItHolds() {
        ExposedObject outer = list();
        ExposedObject inner = list();
        call(outer, "append", proxy(inner));
        drop(inner, outer);
        gone(0);
        table.retain(outer.ident(), null);
        drop(outer);
        assertThat(gone(9)).isEmpty();
        assertThat(gone(12)).as("the outer one may still be asked for it").isEmpty();
        assertThat(gone(19)).containsExactlyInAnyOrder(outer, inner);
    }

    @Test
    void aNamedObjectStaysWithoutReferences() {
        SharedList named = new SharedList(List.of());
        table.addPermanent("get_list", named);
        ExposedObject object = table.add("get_list", named, null, 0);
        drop(object);
        gone(0);
        assertThat(gone(1000)).isEmpty();
        assertThat(table.find(object.ident())).isSameAs(object);
    }

    private static final ProcessId LIVING =
            new ProcessId(ProcessHandle.current().pid(), ownStart());
    private static final ProcessId DEAD = new ProcessId(ProcessHandle.current().pid(), 1);

    private static long ownStart() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19]);
        } catch (IOException noProc) {
            return 0;
        }
    }

    private ExposedObject madeBy(@Nullable ProcessId process) {
        return table.add("list", new SharedList(List.of()), process, 0);
    }

    @Test
    void whatAKilledProcessMadeAndNeverReferredToGoes() {
        ExposedObject object = madeBy(DEAD);
        table.forgetDeadProcesses(0);
        assertThat(object.references()).isZero();
        gone(0);
        assertThat(gone(LINGER)).containsExactly(object);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatALivingProcessMadeStays() {
        ExposedObject object = madeBy(LIVING);
        table.forgetDeadProcesses(Long.MAX_VALUE / 2);
        assertThat(object.references()).isOne();
    }

    @Test
    void whatNobodyKnowsWhoMadeGoesAfterAMinute() {
        ExposedObject object = madeBy(null);
        table.forgetDeadProcesses(Duration.ofSeconds(60).toNanos());
        assertThat(object.references()).isOne();
        table.forgetDeadProcesses(Duration.ofSeconds(60).toNanos() + 1);
        assertThat(object.references()).isZero();
    }

    @Test
    void aProcessMayHaveMadeSoManyAndAllSoMany() {
        ObjectTable few = new ObjectTable(new IdentSource(new SplittableRandom(1)), new ObjectLimits(2, 3));
        ExposedObject first = few.add("list", new SharedList(List.of()), DEAD, 0);
        few.add("list", new SharedList(List.of()), DEAD, 0);
        assertThatExceptionOfType(PyException.class)
                .isThrownBy(() -> few.add("list", new SharedList(List.of()), DEAD, 0))
                .withMessage("process " + DEAD.pid() + " has made 2 objects that are still there, the most that one"
                        + " process may have; let go of some");
        few.add("list", new SharedList(List.of()), LIVING, 0);
        assertThatExceptionOfType(PyException.class)
                .isThrownBy(() -> few.add("list", new SharedList(List.of()), LIVING, 0))
                .withMessage("there are 3 objects, the most that the server keeps; let go of some");
        few.release(first.ident(), DEAD);
        few.collect(0, LINGER);
        few.collect(LINGER, LINGER);
        few.add("list", new SharedList(List.of()), DEAD, 0);
    }
}
