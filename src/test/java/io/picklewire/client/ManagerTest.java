package io.picklewire.client;

import static io.picklewire.client.Kwargs.kw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.Pythons;
import io.picklewire.connection.Address;
import io.picklewire.python.PyGlobal;
import io.picklewire.server.ManagerServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Calls of methods of objects in CPython's own managers. */
class ManagerTest {
    @TestFactory
    Stream<DynamicTest> methodsAreCalledWithPositionalAndKeywordArguments() {
        return EachPython.runs((manager, python) -> {
            Proxy primes = manager.create("Primes", 100);
            assertThat(primes.call("sum")).isEqualTo(1060);
            assertThat(primes.call("sum", kw("below", 10))).isEqualTo(17);
            assertThat(primes.call("count_below", 10)).isEqualTo(4);
            assertThat(primes.exposed()).contains("sum", "count_below", "all");
            Proxy small = manager.create("Primes", kw("limit", 8));
            assertThat(small.call("all")).isEqualTo(List.of(2, 3, 5, 7));
        });
    }

    @TestFactory
    Stream<DynamicTest> valuesArePlainJavaOnes() {
        return EachPython.runs((manager, python) -> {
            Proxy objects = manager.create("Objects");
            Object echoed = objects.call("echo", 1, "x", 2.5, Arrays.asList(true, null), kw("k", Map.of("a", 1)));
            assertThat(echoed)
                    .isEqualTo(List.of(List.of(1, "x", 2.5, Arrays.asList(true, null)), Map.of("k", Map.of("a", 1))));
        });
    }

    @TestFactory
    Stream<DynamicTest> whatAMethodRaisesIsARemoteException() {
        return EachPython.runs((manager, python) -> {
            Proxy faults = manager.create("Faults");
            assertThatThrownBy(() -> faults.call("fail", "KeyError", "missing"))
                    .isInstanceOf(RemoteException.KeyError.class)
                    .hasMessage("KeyError: 'missing'");
            assertThatThrownBy(() -> faults.call("nothing"))
                    .isInstanceOf(RemoteException.AttributeError.class)
                    .hasMessageContaining("has no method 'nothing'; it has asleep, blob, fail, ");
            assertThatThrownBy(() -> manager.create("Nothing"))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("KeyError: 'Nothing'");
        });
    }

    @Test
    void aManagerOnAUnixSocketTakesProxiesAsWell(@TempDir Path folder) throws Exception {
        Address address = Address.unix(folder.resolve("socket").toString());
        try (PythonServer server = PythonServer.start(Pythons.newest(), address.toString());
                Manager manager = server.connect()) {
            ListProxy<Integer> list = manager.list("list", List.of(1, 2));
            assertThat(manager.create("Objects").call("length_through", list)).isEqualTo(2);
            assertThat(list.proxy()).hasToString("'list' " + list.proxy().ident() + " at " + address);
        }
    }

    @Test
    void aProxyOfAnotherManagerIsThatManagers() throws Exception {
        List<Pythons.Python> pythons = EachPython.all();
        try (Manager one = PythonServer.shared(pythons.get(pythons.size() - 1)).connect();
                ManagerServer server =
                        ManagerServer.builder().authkey(PythonServer.KEY).start();
                Manager other = Manager.connect(server.addresses().get(0), PythonServer.KEY)) {
            QueueProxy<ListProxy<Integer>> queue = one.queue("Queue");
            ListProxy<Integer> list = other.list("list", List.of(1));
            queue.put(list);
            ListProxy<Integer> received = queue.take();
            received.add(2);
            assertThat(list).containsExactly(1, 2);
        }
    }

    @Test
    void theStackTraceOfAJavaManagersObjectComesWithItsException() throws Exception {
        List<Object> broken = new AbstractList<>() {
            @Override
            public Object get(int index) {
                throw new IllegalStateException("out of order");
            }

            @Override
            public int size() {
                return 1;
            }
        };
        try (ManagerServer server = ManagerServer.builder()
                        .authkey(PythonServer.KEY)
                        .register("broken", () -> broken)
                        .start();
                Manager manager = Manager.connect(server.addresses().get(0), PythonServer.KEY)) {
            assertThatThrownBy(() -> manager.list("broken").get(0))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("out of order")
                    .hasStackTraceContaining("in the manager:")
                    .hasStackTraceContaining("java.lang.IllegalStateException: out of order");
        }
    }

    @Test
    void aPoolOfProcessesAppliesFunctionsByName() throws Exception {
        // Not the shared server: its thread that waits for the end of stdin keeps forked processes from closing that.
        Process server = Pythons.newest()
                .start(
                        """
                import os, threading
                from multiprocessing.managers import SyncManager
                server = SyncManager(address=('127.0.0.1', 0), authkey=b'interop').get_server()
                print(server.address[1], flush=True)
                threading.Timer(60, os._exit, (1,)).start()
                server.serve_forever()
                """);
        int port = Integer.parseInt(
                server.inputReader(StandardCharsets.UTF_8).readLine().strip());
        try (Manager manager = Manager.connect(Address.of("127.0.0.1", port), PythonServer.KEY);
                Proxy pool = manager.create("Pool", 1)) {
            assertThat(pool.call("apply", new PyGlobal("math", "sqrt"), new Object[] {16}))
                    .isEqualTo(4.0);
            Proxy later = (Proxy) pool.call("map_async", new PyGlobal("math", "sqrt"), List.of(4, 9));
            assertThat(later.call("get", 20)).isEqualTo(List.of(2.0, 3.0));
            @SuppressWarnings("unchecked")
            IteratorProxy<Double> roots =
                    (IteratorProxy<Double>) pool.call("imap", new PyGlobal("math", "sqrt"), List.of(1, 4));
            assertThat(roots.stream().toList()).containsExactly(1.0, 2.0);
            pool.call("terminate");
        } finally {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
        }
    }

    @TestFactory
    Stream<DynamicTest> aQueueThatIsShutDownSaysSo() {
        return EachPython.andJavaRun((manager, python) -> {
            QueueProxy<Object> queue = manager.queue("Queue");
            if (queue.proxy().exposed().contains("shutdown")) {
                queue.proxy().call("shutdown");
                assertThatThrownBy(queue::take)
                        .isInstanceOfSatisfying(RemoteException.class, raised -> assertThat(raised.type())
                                .isEqualTo("queue.ShutDown"));
            } else {
                assertThat(python.isAtLeast(3, 13)).isFalse();
            }
        });
    }
}
