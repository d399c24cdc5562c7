package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.picklewire.Pythons;
import io.picklewire.auth.AuthKey;
import io.picklewire.auth.AuthenticationException;
import io.picklewire.connection.Address;
import io.picklewire.connection.Link;
import io.picklewire.python.PyTuple;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** What can go wrong between a client and a manager, and what is said then. */
@Timeout(60)
class FaultsTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static ManagerBuilder to(Address address) {
        return Manager.to(address).authkey(PythonServer.KEY);
    }

    @Test
    void nobodyListens() {
        assertThatThrownBy(() -> to(Address.of("127.0.0.1", 1)).connect())
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("127.0.0.1:1");
        assertThatThrownBy(() -> Manager.to(Address.of("127.0.0.1", 1)).connect())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no authkey");
    }

    @TestFactory
    Stream<DynamicTest> theKeyIsWrong() {
        return EachPython.runs(
                (manager, python) -> assertThatThrownBy(() -> Manager.connect(manager.address(), AuthKey.of("wrong")))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining(manager.address().toString()));
    }

    @Test
    void thePeerIsAnHttpServer() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        try {
            Address address = Address.of("127.0.0.1", server.getAddress().getPort());
            assertThatThrownBy(() ->
                            to(address).connectTimeout(Duration.ofSeconds(1)).connect())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("expected is a multiprocessing listener or manager");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void thePeerSaysNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            Address address = Address.of("127.0.0.1", silent.getLocalPort());
            assertThatThrownBy(() ->
                            to(address).connectTimeout(Duration.ofMillis(200)).connect())
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("within 200 ms");
        }
    }

    @Test
    void thePeerAuthenticatesAndThenSaysNothing() throws Exception {
        try (ScriptedServer server = new ScriptedServer((request, link) -> {})) {
            assertThatThrownBy(() -> to(server.address())
                            .connectTimeout(Duration.ofMillis(200))
                            .connect())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not answer within 200 ms");
        }
    }

    @Test
    void thePeerIsAListenerButNoManager() throws Exception {
        for (Object reply : Arrays.asList("hello", List.of("#RETURN", 1), PyTuple.of("#WHAT", 1), null)) {
            try (ScriptedServer server = new ScriptedServer((request, link) -> ScriptedServer.answer(link, reply))) {
                assertThatThrownBy(() -> to(server.address()).connect())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("is no manager: the reply is not that of a manager: a reply");
            }
        }
        try (ScriptedServer server = new ScriptedServer((request, link) -> link.send(new byte[] {1, 2, 3}))) {
            assertThatThrownBy(() -> to(server.address()).connect())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is no manager");
        }
        try (ScriptedServer server = new ScriptedServer((request, link) -> link.close())) {
            assertThatThrownBy(() -> to(server.address()).connect())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("closed the connection before it answered");
        }
    }

    @Test
    void aReplyOfTheWrongShapeCostsItsCallOnly() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.manager("get", (request, link) -> {
                    boolean odd = calls.getAndIncrement() == 0;
                    ScriptedServer.answer(link, odd ? List.of(1, 2, 3) : PyTuple.of("#RETURN", 5));
                });
                Manager manager = to(server.address()).connect()) {
            Proxy proxy = manager.create("Thing");
            assertThatThrownBy(() -> proxy.call("get"))
                    .isInstanceOf(BadReplyException.class)
                    .hasMessageContaining("a reply is of type list; allowed is a tuple (kind, payload)");
            assertThat(proxy.call("get")).isEqualTo(5);
        }
    }

    @Test
    void aValueThatJavaCouldNotPrintIsRefused() throws Exception {
        List<Object> deep = List.of();
        for (int i = 0; i < 1_000_000; i++) {
            deep = List.of(deep);
        }
        PyTuple reply = PyTuple.of("#RETURN", deep);
        try (ScriptedServer server =
                        ScriptedServer.manager("get", (request, link) -> ScriptedServer.answer(link, reply));
                Manager manager = to(server.address()).connect()) {
            Proxy proxy = manager.create("Deep");
            assertThatThrownBy(() -> proxy.call("get"))
                    .isInstanceOf(ConversionException.class)
                    .hasMessageContaining("the value is nested deeper than 1000 levels");
            assertThat(proxy.call("go")).isNull();
        }
    }

    @Test
    void whatNobodyAskedForEndsTheConnection() throws Exception {
        AtomicReference<Link> serving = new AtomicReference<>();
        try (ScriptedServer server = ScriptedServer.manager("get", (request, link) -> {
                    serving.set(link);
                    ScriptedServer.answer(link, PyTuple.of("#RETURN", 1));
                    ScriptedServer.answer(link, PyTuple.of("#RETURN", "unasked"));
                });
                Manager manager = to(server.address()).connect()) {
            Proxy proxy = manager.create("Thing");
            for (int i = 0; i < 3; i++) {
                assertThat(proxy.call("get")).isEqualTo(1);
                while (serving.get().isAlive()) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void aCallThatMayHaveBeenCarriedOutIsNotRepeated() throws Exception {
        try (ScriptedServer server = ScriptedServer.manager("add", (request, link) -> link.close());
                Manager manager = to(server.address()).connect()) {
            Proxy proxy = manager.create("Thing");
            assertThatThrownBy(() -> proxy.call("add"))
                    .isInstanceOf(UnknownOutcomeException.class)
                    .hasMessageContaining("may have been carried out");
            assertThatThrownBy(
                            () -> proxy.callAsync("add").toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(UnknownOutcomeException.class);
            assertThat(server.requests).containsOnlyOnce("create");
            assertThat(server.requests.stream().filter("add"::equals)).hasSize(2);
        }
    }

    @Test
    void aManagerThatStopsDuringACall() throws Exception {
        try (PythonServer server = PythonServer.start(Pythons.newest());
                Manager manager = to(server.address()).connect()) {
            Proxy faults = manager.create("Faults");
            Future<?> call = threads.submit(() -> faults.call("sleep", 60));
            CompletionStage<?> async = faults.callAsync("sleep", 60);
            while (!Objects.equals(faults.call("asleep"), 2)) {
                Thread.onSpinWait();
            }
            server.kill();
            assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(UnknownOutcomeException.class)
                    .hasMessageContaining("closed the connection before it answered");
            assertThatThrownBy(() -> async.toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(UnknownOutcomeException.class);
        }
    }

    @Test
    void aManagerThatIsGoneBeforeACall() throws Exception {
        try (PythonServer server = PythonServer.start(Pythons.newest());
                Manager manager = to(server.address())
                        .reconnectFor(Duration.ofMillis(100))
                        .connect()) {
            Proxy list = manager.create("list");
            assertThat(list.call("__len__")).isEqualTo(0);
            server.kill();
            assertThatThrownBy(() -> list.call("__len__"))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("nothing was sent")
                    .cause()
                    .hasCauseInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> manager.create("list")).isInstanceOf(UnreachableException.class);
            assertThatThrownBy(() ->
                            list.callAsync("__len__").toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(UnreachableException.class);
        }
    }

    @Test
    void aManagerThatDoesNotAnswerIsGivenUpAfterTheCallTimeout() throws Exception {
        try (PythonServer server = PythonServer.start(Pythons.newest());
                Manager manager =
                        to(server.address()).callTimeout(Duration.ofMillis(300)).connect()) {
            Proxy faults = manager.create("Faults");
            QueueProxy<Integer> queue = manager.queue("Queue");
            assertThatThrownBy(() -> faults.call("sleep", 2))
                    .isInstanceOf(CallTimeoutException.class)
                    .hasMessageContaining("did not answer within 300 ms");
            assertThat(faults.call("blob", 3)).as("the late reply is nobody's").isEqualTo(new byte[] {'x', 'x', 'x'});
            assertThat(queue.poll(1, TimeUnit.SECONDS))
                    .as("a wait may be longer")
                    .isNull();
            signal(server, "STOP");
            assertThatThrownBy(queue::take).isInstanceOf(CallTimeoutException.class);
            assertThatThrownBy(() ->
                            faults.callAsync("threads").toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ManagerException.class);
            signal(server, "CONT");
            assertThat(faults.call("blob", 1)).isEqualTo(new byte[] {'x'});
        }
    }

    /** Nothing but the times that the caller gave is set. */
    @Test
    void aManagerThatHangsKeepsNobodyLongerThanAsked() throws Exception {
        try (PythonServer server = PythonServer.start(Pythons.newest())) {
            Manager manager =
                    to(server.address()).connectTimeout(Duration.ofSeconds(2)).connect();
            QueueProxy<Integer> queue = manager.queue("Queue");
            LockProxy lock = manager.lock("Lock");
            assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
            signal(server, "STOP");
            assertThat(secondsOf(() -> assertThatThrownBy(() -> queue.poll(1, TimeUnit.SECONDS))
                            .isInstanceOf(CallTimeoutException.class)))
                    .isBetween(1.0, 6.0);
            assertThat(secondsOf(() -> assertThatThrownBy(() -> lock.tryLock(1, TimeUnit.SECONDS))
                            .isInstanceOf(UnreachableException.class)))
                    .isBetween(1.0, 6.0);
            assertThat(secondsOf(() -> assertThatThrownBy(() -> to(server.address())
                                    .connectTimeout(Duration.ofSeconds(1))
                                    .connect())
                            .isInstanceOf(SocketTimeoutException.class)))
                    .isBetween(1.0, 4.0);
            Thread.currentThread().interrupt();
            assertThat(secondsOf(manager::close)).isLessThan(4);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double secondsOf(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    @Test
    void aCallMadeOnceAnotherWasGivenUpIsNotGivenUpWithIt() throws Exception {
        try (PythonServer server = PythonServer.start(Pythons.newest());
                Manager manager = to(server.address())
                        .callTimeout(Duration.ofMillis(300))
                        .executor(Runnable::run)
                        .connect()) {
            Proxy faults = manager.create("Faults");
            assertThat(faults.callAsync("sleep", 2)
                            .handle((value, failure) -> faults.callAsync("blob", 3))
                            .thenCompose(next -> next)
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS))
                    .isEqualTo(new byte[] {'x', 'x', 'x'});
        }
    }

    private static void signal(PythonServer server, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, String.valueOf(server.process().pid()))
                .start()
                .waitFor();
    }

    @TestFactory
    Stream<DynamicTest> exceptionsOfAnyClassArrive() {
        return EachPython.runs((manager, python) -> {
            Proxy faults = manager.create("Faults");
            assertThatThrownBy(() -> faults.call("strange")).isInstanceOfSatisfying(RemoteException.class, strange -> {
                assertThat(strange.type()).isEqualTo("objects_server.Strange");
                assertThat(strange.args()).containsExactly(7);
                assertThat(strange.attributes()).containsEntry("hint", "look here");
            });
            assertThatThrownBy(() -> faults.call("fail", "ValueError", "bad", 5))
                    .isInstanceOfSatisfying(RemoteException.ValueError.class, error -> assertThat(error.args())
                            .containsExactly("bad", 5));
            assertThatThrownBy(() -> faults.call("fail", "OSError", 2, "No such file or directory"))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("[Errno 2] No such file or directory");
            assertThatThrownBy(() -> faults.call("unpicklable"))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("pickle");
            assertThat(faults.call("blob", 1)).isEqualTo(python.isAtLeast(3, 0) ? new byte[] {'x'} : "x");
        });
    }

    @TestFactory
    Stream<DynamicTest> anInterruptInATakeLosesNothingAndShiftsNothing() {
        return EachPython.oldestAndNewest((manager, python) -> {
            QueueProxy<Integer> queue = manager.queue("Queue");
            Future<String> taker = threads.submit(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
                Thread me = Thread.currentThread();
                var unused = threads.submit(() -> {
                    EachPython.awaitState(() -> me, Thread.State.WAITING, Thread.State.TIMED_WAITING);
                    me.interrupt();
                });
                assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
                queue.put(1);
                queue.put(2);
                return queue.take() + " " + queue.size() + " " + queue.take();
            });
            assertThat(taker.get(20, TimeUnit.SECONDS)).isEqualTo("1 1 2");
        });
    }

    @TestFactory
    Stream<DynamicTest> anInterruptInAnyCallShiftsNothing() {
        return EachPython.oldestAndNewest((manager, python) -> {
            Proxy faults = manager.create("Faults");
            Future<Object> caller = threads.submit(() -> {
                Thread me = Thread.currentThread();
                var unused = threads.submit(() -> {
                    EachPython.awaitState(() -> me, Thread.State.WAITING, Thread.State.TIMED_WAITING);
                    me.interrupt();
                });
                assertThatThrownBy(() -> faults.call("sleep", 1.25)).isInstanceOf(CallInterruptedException.class);
                assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
                return faults.call("size", "four");
            });
            assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo(4);
        });
    }

    @Test
    void aReplyThatIsTooLongCostsItsCallOnly() throws Exception {
        try (PythonServer server = PythonServer.start(Pythons.newest());
                Manager manager = to(server.address()).maxFrameBytes(1 << 20).connect();
                Manager generous = to(server.address()).connect()) {
            Proxy faults = manager.create("Faults");
            assertThatThrownBy(() -> faults.call("blob", 1 << 21))
                    .isInstanceOf(BadReplyException.class)
                    .hasMessageContaining("exceeds the limit of 1048576");
            assertThat(faults.call("size", "four")).isEqualTo(4);
            assertThatThrownBy(() -> generous.create("Faults").call("blob", 1 << 30))
                    .as("a GiB")
                    .isInstanceOf(BadReplyException.class)
                    .hasMessageContaining("exceeds the limit of 1073741824");
            assertThat(generous.create("Faults").call("size", new byte[1 << 26]))
                    .isEqualTo(1 << 26);
        }
    }

    @Test
    void aClosedClientRefusesCalls() throws Exception {
        Manager manager = PythonServer.shared(Pythons.newest()).connect();
        Proxy list = manager.create("list");
        manager.close();
        manager.close();
        assertThatThrownBy(() -> list.call("__len__")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> manager.create("list")).isInstanceOf(IllegalStateException.class);
        list.close();
    }
}
