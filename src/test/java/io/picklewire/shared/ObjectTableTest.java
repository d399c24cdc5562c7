package io.picklewire.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.picklewire.pickle.PickledValue;
import io.picklewire.pickle.Reader;
import io.picklewire.process.ProcessId;
import io.picklewire.protocol.Request;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** When an object goes; the time is the test's. */
class ObjectTableTest {
    private static final long LINGER = 10;
    private static final long GRACE = Duration.ofSeconds(60).toNanos();

    private static final ClientId CLIENT = new ClientId(1, "client", "client");

    private final ObjectTable table = new ObjectTable(ObjectLimits.DEFAULT);
    private final Collector collector = new Collector(table);
    private int made;

    private static @Nullable Object apply(ObjectTable table, Event event) {
        @Nullable Object[] value = new @Nullable Object[1];
        Effects effects = new Effects(EventLog.NONE);
        table.apply(event, effects);
        effects.drain(effect -> {
            if (effect instanceof Effect.Answer answer && answer.failure() != null) {
                throw answer.failure();
            } else if (effect instanceof Effect.Answer answer) {
                value[0] = Delivery.valueOf(answer.value());
            }
        });
        return value[0];
    }

    private ObjectEntry list() {
        return madeBy(null);
    }

    private ObjectEntry add(ObjectTable to, @Nullable ProcessId process) {
        Event.Names names = new Event.Names("%04x".formatted(++made), "list", "list", process);
        return (ObjectEntry) apply(to, new Event.Created(CLIENT, made, names, List.of(), Map.of(), Contents.NONE, 0));
    }

    /** What CPython pickles a proxy as. */
    private static Object proxy(ObjectEntry object) {
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

    private @Nullable Object call(ObjectEntry object, String method, @Nullable Object... args) {
        List<Sealed> sealed = Arrays.stream(args).<Sealed>map(PickledValue::of).toList();
        Request request = new Request(object.ident(), method, sealed, Map.of(), Reader.ofPickle(4));
        return apply(table, new Event.Called(CLIENT, 1, request, Contents.NONE, null, 0));
    }

    private void drop(ObjectEntry... objects) {
        for (ObjectEntry object : objects) {
            assertThat(apply(table, new Event.Released(CLIENT, 1, object.ident(), null, 0)))
                    .isNull();
        }
    }

    private void retain(ObjectEntry object) {
        assertThat(apply(table, new Event.Retained(CLIENT, 1, object.ident(), null, 0)))
                .isNull();
    }

    private Collection<ObjectEntry> gone(long time) {
        return gone(table, collector, time);
    }

    private static Collection<ObjectEntry> gone(ObjectTable table, Collector collector, long time) {
        List<ObjectEntry> gone = new ArrayList<>();
        for (Event.Collected event : collector.due(time, LINGER)) {
            gone.add(table.find(event.ident()));
            apply(table, event);
            assertThat(table.find(event.ident())).isNull();
        }
        return gone;
    }

    /** What the server does from time to time. */
    private void forgetDeadProcesses(long time) {
        table.expired(GRACE, time).forEach(event -> apply(table, event));
        Set<ProcessId> dead =
                table.processes().stream().filter(process -> !process.isAlive()).collect(Collectors.toSet());
        table.ended(dead, time).forEach(event -> apply(table, event));
    }

    @Test
    void anObjectGoesWhenNobodyHasReferredToItForThatLong() {
        ObjectEntry object = list();
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
        ObjectEntry object = list();
        drop(object);
        gone(100);
        retain(object);
        drop(object);
        assertThat(gone(110)).isEmpty();
        assertThat(gone(120)).containsExactly(object);
    }

    @Test
    void whatIsStoredStaysWithWhatHoldsIt() {
        ObjectEntry outer = list();
        ObjectEntry inner = list();
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
        ObjectEntry outer = list();
        ObjectEntry inner = list();
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
        ObjectEntry outer = list();
        ObjectEntry inner = list();
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
        ObjectEntry one = list();
        ObjectEntry other = list();
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
        ObjectEntry outer = list();
        ObjectEntry inner = list();
        call(outer, "append", proxy(inner));
        drop(inner, outer);
        gone(0);
        retain(outer);
        drop(outer);
        assertThat(gone(9)).isEmpty();
        assertThat(gone(12)).as("the outer one may still be asked for it").isEmpty();
        assertThat(gone(19)).containsExactlyInAnyOrder(outer, inner);
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

    private ObjectEntry madeBy(@Nullable ProcessId process) {
        return add(table, process);
    }

    @Test
    void whatAKilledProcessMadeAndNeverReferredToGoes() {
        ObjectEntry object = madeBy(DEAD);
        forgetDeadProcesses(0);
        assertThat(table.references(object)).isZero();
        gone(0);
        assertThat(gone(LINGER)).containsExactly(object);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatALivingProcessMadeStays() {
        ObjectEntry object = madeBy(LIVING);
        forgetDeadProcesses(Long.MAX_VALUE / 2);
        assertThat(table.references(object)).isOne();
    }

    @Test
    void whatNobodyKnowsWhoMadeGoesAfterAMinute() {
        ObjectEntry object = madeBy(null);
        forgetDeadProcesses(Duration.ofSeconds(60).toNanos());
        assertThat(table.references(object)).isOne();
        forgetDeadProcesses(Duration.ofSeconds(60).toNanos() + 1);
        assertThat(table.references(object)).isZero();
    }

    @Test
    void aProcessMayHaveMadeSoManyAndAllSoMany() {
        ObjectTable few = new ObjectTable(new ObjectLimits(2, 3));
        Collector collecting = new Collector(few);
        ObjectEntry first = add(few, DEAD);
        add(few, DEAD);
        assertThatExceptionOfType(PyException.class)
                .isThrownBy(() -> add(few, DEAD))
                .withMessage("process " + DEAD.pid() + " has made 2 objects that are still there, the most that one"
                        + " process may have; let go of some");
        add(few, LIVING);
        assertThatExceptionOfType(PyException.class)
                .isThrownBy(() -> add(few, LIVING))
                .withMessage("there are 3 objects, the most that the server keeps; let go of some");
        apply(few, new Event.Released(CLIENT, 1, first.ident(), DEAD, 0));
        gone(few, collecting, 0);
        gone(few, collecting, LINGER);
        add(few, DEAD);
    }
}
