package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.Pythons.Python;
import io.picklewire.connection.Address;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Proxies that travel, and the references they hold. */
class ReferencesTest {
    private static final String CLIENT =
            """
            import multiprocessing, sys
            from multiprocessing.managers import SyncManager
            multiprocessing.current_process().authkey = b'interop'
            SyncManager.register('get_queue')
            manager = SyncManager(address=('127.0.0.1', int(sys.argv[1])), authkey=b'interop')
            manager.connect()
            queue = manager.get_queue()
            """;

    private static Process client(Python python, Manager manager, String more) throws Exception {
        String port = String.valueOf(((Address.Tcp) manager.address()).port());
        return python.start(CLIENT + more, port);
    }

    /** What it wrote until it ended. */
    private static String output(Process process) throws Exception {
        String written = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(written).isZero();
        return written.strip();
    }

    @TestFactory
    Stream<DynamicTest> aProxyAsAnArgumentIsAProxyForTheSameObject() {
        return EachPython.runs((manager, python) -> {
            ListProxy<Integer> list = manager.list("list", List.of(1, 2, 3));
            Proxy objects = manager.create("Objects");
            assertThat(objects.call("length_through", list)).isEqualTo(3);
            objects.call("append_through", list, 4);
            assertThat(list).containsExactly(1, 2, 3, 4);
        });
    }

    @TestFactory
    Stream<DynamicTest> anotherPythonGetsAWorkingProxy() {
        return EachPython.firstAndLastOfPython3((manager, python) -> {
            QueueProxy<Object> queue = manager.queue("get_queue");
            ListProxy<Integer> list = manager.list("list", List.of(1));
            DictProxy<String, Integer> dict = manager.dict("dict");
            queue.put(List.of(list, dict));
            Process process = client(
                    python,
                    manager,
                    """
                    numbers, words = queue.get(timeout=20)
                    numbers.append(2)
                    words['from'] = len(numbers)
                    """);
            assertThat(output(process)).isEmpty();
            assertThat(list).containsExactly(1, 2);
            assertThat(dict).containsEntry("from", 2);
        });
    }

    @TestFactory
    Stream<DynamicTest> aProxyInsideAValueIsAJavaProxy() {
        return EachPython.firstAndLastOfPython3((manager, python) -> {
            QueueProxy<Object> queue = manager.queue("get_queue");
            Process process = client(
                    python,
                    manager,
                    """
                    numbers = manager.list([1, 2])
                    words = manager.dict(a='x')
                    event = manager.Event()
                    lock = manager.Lock()
                    queue.put({'all': [numbers, words, event, lock]})
                    assert event.wait(20)
                    print(numbers[:])
                    """);
            List<?> all = (List<?>) ((java.util.Map<?, ?>) queue.get(Duration.ofSeconds(20))).get("all");
            @SuppressWarnings("unchecked")
            ListProxy<Integer> numbers = (ListProxy<Integer>) all.get(0);
            assertThat(numbers).containsExactly(1, 2);
            numbers.add(3);
            assertThat((DictProxy<?, ?>) all.get(1)).hasSize(1);
            assertThat(((LockProxy) all.get(3)).tryLock()).isTrue();
            ((EventProxy) all.get(2)).set();
            assertThat(output(process)).isEqualTo("[1, 2, 3]");
        });
    }

    @TestFactory
    Stream<DynamicTest> aReferenceEndsWithItsProxy() {
        return EachPython.runs((manager, python) -> {
            Proxy list = manager.create("list");
            assertThat(manager.debugInfo()).contains(list.ident() + ":       refcount=1");
            list.close();
            list.close();
            assertThat(manager.debugInfo()).doesNotContain(list.ident());
            assertThatThrownBy(() -> list.call("append", 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is closed");
            assertThatThrownBy(() -> manager.create("Objects").call("kind", list))
                    .isInstanceOf(IllegalStateException.class);
        });
    }

    @TestFactory
    Stream<DynamicTest> referencesEndWithTheirManagersClient() {
        return EachPython.runs((manager, python) -> {
            String ident;
            try (Manager other = Manager.connect(manager.address(), PythonServer.KEY)) {
                ident = other.create("list").ident();
                assertThat(manager.debugInfo()).contains(ident);
            }
            assertThat(manager.debugInfo()).doesNotContain(ident);
        });
    }

    @TestFactory
    Stream<DynamicTest> theGarbageCollectorDropsReferencesToo() {
        return EachPython.runs((manager, python) -> {
            List<String> idents = Stream.generate(() -> manager.create("list").ident())
                    .limit(3)
                    .toList();
            assertThat(eventually(() -> {
                        System.gc();
                        return idents.stream().noneMatch(manager.debugInfo()::contains);
                    }))
                    .isTrue();
        });
    }

    private static boolean eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }
}
