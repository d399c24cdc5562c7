package io.picklewire.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Program;
import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Queues that lend their items, with CPython workers that know nothing of it. */
class LeaseTest {
    private static final String CONNECT =
            """
            from __future__ import print_function
            import subprocess, sys, threading
            try:
                import queue as queues
            except ImportError:
                import Queue as queues
            from multiprocessing.managers import SyncManager
            class Manager(SyncManager): pass
            for name in 'jobs', 'jobs.dead', 'bounded':
                Manager.register(name)
            def connected():
                manager = Manager(('127.0.0.1', int(sys.argv[1])), b'k')
                manager.connect()
                return manager
            manager = connected()
            jobs = manager.jobs()
            WORKER = '''
            import sys
            from multiprocessing.managers import BaseManager
            class Manager(BaseManager): pass
            Manager.register('jobs')
            manager = Manager(('127.0.0.1', int(sys.argv[1])), b'k')
            manager.connect()
            jobs = manager.jobs()
            for _ in range(int(sys.argv[2])):
                sys.stdout.write(str(jobs.get()) + chr(10))
                sys.stdout.flush()
            sys.stdin.read()
            '''
            def worker(count):
                started = subprocess.Popen([sys.executable, '-c', WORKER, sys.argv[1], str(count)],
                                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                return started, [int(started.stdout.readline()) for _ in range(count)]
            def kill(process):
                process.kill()
                process.wait()
            def have_back():
                # The server has seen that the clients are gone.
                while 'leased' in manager._debug_info():
                    pass
            def in_thread(function):
                box = []
                thread = threading.Thread(target=lambda: box.append(function()))
                thread.start()
                return thread, box
            """;

    private static final String COMES_BACK = CONNECT
            + """
            for number in range(4):
                jobs.put(number)
            killed, items = worker(2)
            print(items, jobs.qsize())
            kill(killed)
            have_back()
            ended, items = worker(2)
            print(items)
            ended.stdin.close()
            ended.wait()
            have_back()
            print([jobs.get(timeout=10) for _ in range(4)])
            for _ in range(4):
                jobs.task_done()
            jobs.join()
            try:
                jobs.task_done()
            except ValueError:
                print('too many')
            """;

    private static final String DEAD = CONNECT
            + """
            jobs.put(13)
            for _ in range(3):
                kill(worker(1)[0])
            dead = getattr(manager, 'jobs.dead')()
            print(dead.get(timeout=10))
            jobs.join()
            print(jobs.qsize(), dead.qsize())
            """;

    private static final String UNFINISHED = CONNECT
            + """
            bounded = manager.bounded()
            bounded.put(1)
            bounded.put(2)
            print(bounded.get(), bounded.qsize(), bounded.empty(), bounded.full())
            try:
                bounded.put_nowait(3)
            except queues.Full:
                print('full')
            bounded.get()
            try:
                bounded.get_nowait()
            except queues.Empty:
                print('empty')
            waiting, box = in_thread(lambda: connected().bounded().put(3))
            bounded.task_done()
            waiting.join(10)
            print(box, bounded.qsize())
            joining, joined = in_thread(lambda: connected().bounded().join())
            print(bounded.get(), joined)
            bounded.task_done()
            bounded.task_done()
            joining.join(10)
            print(joined)
            """;

    private static final String SHUT_DOWN = CONNECT
            + """
            ShutDown = getattr(queues, 'ShutDown', queues.Empty)
            jobs.put(1)
            jobs.put(2)
            one, items = worker(1)
            jobs._callmethod('shutdown')
            def get():
                try:
                    return connected().jobs().get(timeout=30)
                except ShutDown:
                    return 'shut down'
            print(jobs.get())
            waiting, box = in_thread(get)
            kill(one)
            waiting.join(20)
            print(box)
            late, box = in_thread(get)
            jobs.task_done()
            late.join(20)
            print(box)
            """;

    private static final String WAITS =
            """
            jobs.put('item')
            item = jobs.get()
            def until(state):
                while state not in other._debug_info():
                    pass
            def wait_after():
                until('1 waiting to get')
                connected().jobs().get()
            def tell():
                until('2 waiting to get')
                print(item)
                sys.stdout.flush()
            other = connected()
            in_thread(wait_after)
            in_thread(tell)
            jobs.get()  # who has one waits for the next
            """;

    private static final String LIMITED = CONNECT
            + """
            jobs.put('slow')
            print(jobs.get())
            jobs.put('next')
            other = connected().jobs()
            again, box = in_thread(lambda: [other.get(timeout=20), other.get(timeout=20)])
            again.join(30)
            print(box)
            jobs.task_done()  # of the one whose time was up
            print(jobs.qsize())
            """;

    @TempDir
    private Path folder;

    static Stream<Python> ends() {
        return Stream.of(Pythons.all().get(0), Pythons.newest());
    }

    private static Program serve(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("serve", "--address", "127.0.0.1:0"));
        all.addAll(List.of(options));
        return Program.picklewire(Map.of("PICKLEWIRE_AUTHKEY", "k"), all.toArray(new String[0]));
    }

    private static List<String> run(Program server, Python python, String script) throws Exception {
        return python.run(script, server.address().replaceFirst(".*:", ""))
                .lines()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("ends")
    void whatAWorkerHasNotAcknowledgedComesBackInOrder(Python python) throws Exception {
        try (Program server = serve("--queue", "jobs:lease")) {
            assertThat(run(server, python, COMES_BACK))
                    .containsExactly("[0, 1] 4", "[0, 1]", "[0, 1, 2, 3]", "too many");
        }
    }

    @ParameterizedTest
    @MethodSource("ends")
    void whatComesBackTooOftenGoesToTheDead(Python python) throws Exception {
        try (Program server = serve("--queue", "jobs:lease", "--max-deliveries", "3")) {
            assertThat(run(server, python, DEAD)).containsExactly("13", "0 0");
        }
    }

    @ParameterizedTest
    @MethodSource("ends")
    void whatIsLentIsUnfinished(Python python) throws Exception {
        try (Program server = serve("--queue", "jobs:lease", "--queue", "bounded:2:lease")) {
            assertThat(run(server, python, UNFINISHED))
                    .containsExactly("1 2 False True", "full", "empty", "[None] 2", "3 []", "[None]");
        }
    }

    /** What is lent may come back to who waits, so that he waits on until it is acknowledged. */
    @ParameterizedTest
    @MethodSource("ends")
    void aQueueThatIsShutDownGivesWhatComesBack(Python python) throws Exception {
        try (Program server = serve("--queue", "jobs:lease")) {
            assertThat(run(server, python, SHUT_DOWN)).startsWith("2", "[1]");
        }
    }

    @Test
    void aLeaseMayHaveALimit() throws Exception {
        try (Program server = serve("--queue", "jobs:lease", "--lease-seconds", "0.3")) {
            List<String> lines = run(server, Pythons.newest(), LIMITED);
            assertThat(lines).startsWith("slow");
            assertThat(lines.get(1)).contains("slow").contains("next");
        }
    }

    /** A queue may begin to lend its items, and stop, with a restart. */
    @Test
    void aQueueMayLendFromNowOnAndNoLonger() throws Exception {
        Python python = Pythons.newest();
        String put = "for number in range(3): jobs.put(number)\n";
        String lend = "print(jobs.get(), jobs.qsize(), 'leased 1' in manager._debug_info())\n";
        assertThat(runOnce(python, "jobs", put + "print(jobs.get(), jobs.qsize())"))
                .containsExactly("0 2");
        assertThat(runOnce(python, "jobs:lease", lend)).containsExactly("1 2 True");
        assertThat(runOnce(python, "jobs:lease", lend + "print(getattr(manager, 'jobs.dead')().qsize())"))
                .containsExactly("1 2 True", "0");
        assertThat(runOnce(python, "jobs", "print(jobs.qsize(), jobs.get(), jobs.qsize())"))
                .containsExactly("2 1 1");
        assertThat(runOnce(python, "jobs", "print(getattr(manager, 'jobs.dead')().qsize())"))
                .as("of a queue that does not lend any more")
                .containsExactly("0");
        assertThat(runOnce(
                        python,
                        "jobs:1:lease",
                        lend + "kill(worker(0)[0])\njobs.task_done()\n" + "print(jobs.empty())"))
                .containsExactly("2 1 True", "True");
    }

    private List<String> runOnce(Python python, String queue, String script) throws Exception {
        try (Program server = serve("--queue", queue, "--data", folder.toString())) {
            List<String> lines = run(server, python, CONNECT + script);
            server.signal("KILL");
            server.exitCode();
            return lines;
        }
    }

    /** Who waited for it is gone too, so that it is not lent to him before it comes back. */
    @Test
    void whatComesBackWithARestartIsLentToNobodyMeanwhile() throws Exception {
        Python python = Pythons.newest();
        String[] options = {"--queue", "jobs:lease", "--max-deliveries", "2", "--data", folder.toString()};
        try (Program server = serve(options)) {
            Process worker = python.start(CONNECT + WAITS, server.address().replaceFirst(".*:", ""));
            assertThat(worker.inputReader().readLine()).isEqualTo("item");
            server.signal("KILL");
            server.exitCode();
            worker.destroyForcibly().waitFor();
        }
        try (Program server = serve(options)) {
            assertThat(run(
                            server,
                            python,
                            CONNECT + "print(jobs.get(timeout=10), getattr(manager, 'jobs.dead')().qsize())"))
                    .containsExactly("item 0");
        }
    }

    @Test
    void leasesDoNotOutliveTheServerButItemsDo() throws Exception {
        Python python = Pythons.newest();
        String[] options = {"--queue", "jobs:lease", "--max-deliveries", "2", "--data", folder.toString()};
        try (Program server = serve(options)) {
            assertThat(run(server, python, CONNECT + "jobs.put('item'); jobs.put('other'); print(jobs.get())"))
                    .containsExactly("item");
            server.signal("KILL");
        }
        String look = CONNECT + "print(jobs.qsize(), jobs.get(timeout=10))\nsys.stdout.flush()\nsys.stdin.read()";
        try (Program server = serve(options)) {
            Process worker = python.start(look, server.address().replaceFirst(".*:", ""));
            assertThat(worker.inputReader().readLine()).isEqualTo("2 item");
            server.signal("KILL");
            worker.destroyForcibly().waitFor();
        }
        try (Program server = serve(options)) {
            assertThat(run(
                            server,
                            python,
                            CONNECT + "print(jobs.qsize(), jobs.get(), getattr(manager, 'jobs.dead')().get())"))
                    .as("a restart is one delivery more")
                    .containsExactly("1 other item");
        }
    }
}
