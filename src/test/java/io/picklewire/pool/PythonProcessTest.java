package io.picklewire.pool;

import static io.picklewire.client.Kwargs.kw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.Program;
import io.picklewire.Pythons;
import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.client.QueueProxy;
import io.picklewire.connection.Connection;
import io.picklewire.connection.Eventually;
import io.picklewire.connection.Pipe;
import io.picklewire.memory.SharedMemory;
import io.picklewire.server.ManagerServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Java starts Python processes, as multiprocessing does. */
class PythonProcessTest {
    private static final AuthKey KEY = AuthKey.of("key");
    private static final String FUNCTIONS =
            """
            import os, signal, sys, time
            from multiprocessing import current_process
            def produce(queue, count, scale=1):
                for number in range(count):
                    queue.put(number * scale)
            def tell(queue, answers):
                for _ in range(4):
                    numbers = queue.get()
                    answers.put([numbers.typecode] + list(numbers))
            def talk(connection):
                connection.send([u'got', connection.recv(), current_process().name])
            def fail():
                raise ValueError('no')
            def leave(code):
                sys.exit(code)
            def die():
                os.kill(os.getpid(), signal.SIGKILL)
            def sleep():
                time.sleep(1000)
            def clean_up(begun):
                signal.signal(signal.SIGTERM, lambda *_: [time.sleep(0.2), sys.exit(7)])
                open(begun, 'w').close()
                while True: time.sleep(0.01)  # a signal just before a long sleep would wait for its end
            def double(block):
                numbers = memoryview(block.buf).cast('d')
                for index in range(len(numbers)):
                    numbers[index] *= 2
                numbers.release()
            """;

    @TempDir
    Path folder;

    private interface Body {
        void run(String python) throws Exception;
    }

    private Stream<DynamicTest> eachPython(Body body) throws IOException {
        Files.writeString(folder.resolve("functions.py"), FUNCTIONS);
        return Pythons.chosen().stream()
                .map(python -> DynamicTest.dynamicTest(
                        python.toString(), () -> body.run(python.executable().toString())));
    }

    private PythonProcess started(String python, String function, Object... args) throws IOException {
        return PythonProcess.of(python, function).folder(folder).args(args).start();
    }

    private int exitCode(String python, String function, Object... args) throws Exception {
        return started(python, function, args).onExit().get(30, TimeUnit.SECONDS);
    }

    @TestFactory
    Stream<DynamicTest> argumentsMayBeProxiesAndConnections() throws IOException {
        return eachPython(python -> {
            try (ManagerServer server = ManagerServer.builder().authkey(KEY).start();
                    Manager manager = Manager.connect(server.addresses().get(0), KEY)) {
                QueueProxy<Object> queue = manager.queue("Queue");
                PythonProcess process = PythonProcess.of(python, "functions:produce")
                        .folder(folder)
                        .authkey(KEY)
                        .args(queue, 3, kw("scale", 10))
                        .start();
                assertThat(List.of(queue.take(), queue.take(), queue.take())).containsExactly(0, 10, 20);
                assertThat(process.join(Duration.ofSeconds(30))).isTrue();
                assertThat(process.exitCode()).hasValue(0);
            }
            numbersGoThroughAQueue(python);
            Pipe pipe = Connection.pipe();
            PythonProcess process = PythonProcess.of(python, "functions:talk")
                    .folder(folder)
                    .name("talker")
                    .args(pipe)
                    .start();
            try (Connection connection = pipe.first()) {
                connection.send("hello");
                assertThat(connection.recv()).isEqualTo(List.of("got", "hello", "talker"));
            }
            process.join();
        });
    }

    private void numbersGoThroughAQueue(String python) throws Exception {
        try (ManagerServer server = ManagerServer.builder().authkey(KEY).start();
                Manager manager = Manager.connect(server.addresses().get(0), KEY)) {
            QueueProxy<Object> queue = manager.queue("Queue");
            QueueProxy<Object> answers = manager.queue("Queue");
            PythonProcess process = PythonProcess.of(python, "functions:tell")
                    .folder(folder)
                    .authkey(KEY)
                    .args(queue, answers)
                    .start();
            Map<Object, List<?>> told = Map.of(
                    new double[] {1.5, -2}, List.of("d", 1.5, -2.0),
                    new float[] {0.5f}, List.of("f", 0.5),
                    new int[] {1, -2}, List.of("i", 1, -2),
                    new short[0], List.of("h"));
            for (Map.Entry<Object, List<?>> each : told.entrySet()) {
                queue.put(each.getKey());
                assertThat(answers.poll(30, TimeUnit.SECONDS)).isEqualTo(each.getValue());
            }
            process.join();
        }
    }

    @TestFactory
    Stream<DynamicTest> exitCodesAreThoseOfPython() throws IOException {
        return eachPython(python -> {
            assertThat(exitCode(python, "functions:leave", 0)).isZero();
            assertThat(exitCode(python, "functions:leave", 3)).isEqualTo(3);
            assertThat(exitCode(python, "functions:leave", 137)).isEqualTo(137);
            assertThat(exitCode(python, "functions:fail")).isEqualTo(1);
            assertThat(exitCode(python, "functions:nothing")).isEqualTo(1);
            assertThat(exitCode(python, "functions:die")).isEqualTo(-9);
        });
    }

    @TestFactory
    Stream<DynamicTest> itCanBeEnded() throws IOException {
        return eachPython(python -> {
            PythonProcess process = started(python, "functions:sleep");
            assertThat(process.isAlive()).isTrue();
            assertThat(process.exitCode()).isEmpty();
            assertThat(process.join(Duration.ofMillis(1))).isFalse();
            process.terminate();
            assertThat(process.onExit().get(30, TimeUnit.SECONDS)).isEqualTo(-15);
            PythonProcess other = started(python, "functions:sleep");
            other.kill();
            assertThat(other.onExit().get(30, TimeUnit.SECONDS)).isEqualTo(-9);
            assertThat(other.isAlive()).isFalse();
        });
    }

    @TestFactory
    Stream<DynamicTest> oneThatIsAskedToEndMayTakeItsTime() throws IOException {
        return eachPython(python -> {
            Path begun = folder.resolve("begun");
            PythonProcess process = started(python, "functions:clean_up", begun.toString());
            Eventually.holds(() -> Files.exists(begun));
            process.terminate();
            assertThat(process.onExit().get(30, TimeUnit.SECONDS)).isEqualTo(7);
            Files.delete(begun);
        });
    }

    @TestFactory
    Stream<DynamicTest> aScriptRunsAsTheMainProgram() throws IOException {
        Path script = folder.resolve("script.py");
        return eachPython(python -> {
            Files.writeString(
                    script, "import sys\nif __name__ == '__main__': sys.exit(len(sys.argv) + int(sys.argv[1]))\n");
            assertThat(PythonProcess.script(python, script)
                            .args(40, "x")
                            .start()
                            .onExit()
                            .get(30, TimeUnit.SECONDS))
                    .isEqualTo(43);
        });
    }

    @TestFactory
    Stream<DynamicTest> aBlockOfSharedMemoryComesOutAsOne() throws IOException {
        return eachPython(python -> {
            if (python.contains("2.7") || python.contains("3.6") || python.contains("3.7")) {
                return; // they have no shared_memory
            }
            try (SharedMemory block = SharedMemory.create(8 * 100)) {
                block.buffer().putDouble(8, 1.5);
                assertThat(exitCode(python, "functions:double", block)).isZero();
                assertThat(block.buffer().getDouble(8)).isEqualTo(3.0);
                block.unlink();
            }
        });
    }

    /** A program that starts a process, tells its pid, and ends. */
    static final class Starter {
        public static void main(String[] args) throws Exception {
            PythonProcess process = PythonProcess.of(args[0], "functions:sleep")
                    .folder(Path.of(args[1]))
                    .daemon(Boolean.parseBoolean(args[2]))
                    .start();
            System.out.println(process.pid());
            System.exit(0);
        }
    }

    private ProcessHandle left(String python, boolean isDaemon) throws Exception {
        String[] arguments = {python, folder.toString(), String.valueOf(isDaemon)};
        try (Program starter = Program.start(Map.of(), Starter.class.getName(), arguments)) {
            long pid = Long.parseLong(starter.line());
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            assertThat(starter.exitCode()).isZero();
            return process;
        }
    }

    @Test
    void aDaemonEndsWithTheJvmAndAnotherGoesOn() throws Exception {
        Files.writeString(folder.resolve("functions.py"), FUNCTIONS);
        String python = Pythons.newest().executable().toString();
        ProcessHandle process = left(python, false);
        try {
            assertThat(left(python, true).onExit()).succeedsWithin(30, TimeUnit.SECONDS);
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void badInputIsRefused() {
        assertThatThrownBy(() -> PythonProcess.of("python3", "function")).hasMessageContaining("MODULE:FUNCTION");
        assertThatThrownBy(
                        () -> PythonProcess.of("/nothing/python", "os:getpid").start())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/nothing/python");
    }
}
