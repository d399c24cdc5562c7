package io.picklewire.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.shared.SharedTypes;
import java.io.BufferedReader;
import java.io.PrintWriter;
import org.junit.jupiter.api.Test;

/** A store that cannot be written for a while: nothing that fails has happened, and nothing else is lost. */
class StoreFailureTest {
    private static final String CLIENT =
            """
            import sys, threading
            from multiprocessing.managers import BaseManager
            class Manager(BaseManager): pass
            for name in 'jobs', 'things', 'gate':
                Manager.register(name)
            def connected():
                manager = Manager(('127.0.0.1', int(sys.argv[1])), b'key')
                manager.connect()
                return manager
            manager = connected()
            jobs, things, gate = manager.jobs(), manager.things(), manager.gate()
            def say(*values):
                print(*values)
                sys.stdout.flush()
                sys.stdin.readline()
            def failure(function, *args):
                try:
                    return function(*args)
                except OSError as failed:
                    return failed.errno
            jobs.put('before')
            waiting = []
            thread = threading.Thread(target=lambda: waiting.append(failure(connected().gate().acquire, True, 1)))
            gate.acquire()
            thread.start()
            say('ready')
            print(failure(jobs.put, 'lost'), failure(jobs.get), failure(things.update, {'a': 1}))
            print(jobs.qsize(), things.copy(), connected().jobs().qsize())
            thread.join()
            say('waited', waiting)
            jobs.put('after')
            print([jobs.get(), jobs.get()], things.copy())
            gate.release()
            other = connected().gate()
            say(other.acquire(True, 10))
            """;

    private static final String OTHERS =
            """
            import sys, threading
            from multiprocessing.managers import BaseManager
            class Manager(BaseManager): pass
            Manager.register('jobs')
            def use(number, failed):
                manager = Manager(('127.0.0.1', int(sys.argv[1])), b'key')
                manager.connect()
                jobs = manager.jobs()
                for count in range(200):
                    try:
                        jobs.put('x' * 100000 if number == 0 else number)
                    except OSError:
                        failed.append(number)
            failed = []
            threads = [threading.Thread(target=use, args=(number, failed)) for number in range(5)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            print(len(failed), set(failed))
            """;

    @Test
    void whatIsTooLargeForTheStoreFailsAlone() throws Exception {
        MemoryStore store = new MemoryStore();
        store.takeNoLarger(50_000);
        try (ManagerServer server = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(AuthKey.of("key"))
                .store(store)
                .register("jobs", SharedTypes.queue())
                .start()) {
            String port = server.addresses().get(0).toString().replaceFirst(".*:", "");
            assertThat(Pythons.newest().run(OTHERS, port)).isEqualTo("200 {0}\n");
        }
    }

    @Test
    void whatCannotBeWrittenFailsAndHasNotHappened() throws Exception {
        MemoryStore store = new MemoryStore();
        try (ManagerServer server = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(AuthKey.of("key"))
                .store(store)
                .register("jobs", SharedTypes.queue())
                .register("things", SharedTypes.dict())
                .register("gate", SharedTypes.create("Lock"))
                .start()) {
            Process client = Pythons.newest()
                    .start(CLIENT, server.addresses().get(0).toString().replaceFirst(".*:", ""));
            BufferedReader out = client.inputReader();
            PrintWriter in = new PrintWriter(client.outputWriter(), true);
            try {
                assertThat(out.readLine()).isEqualTo("ready");
                store.failWith(new StoreException("no space left", true, null));
                in.println();
                assertThat(out.readLine()).isEqualTo("28 28 28");
                assertThat(out.readLine()).as("readings go on").isEqualTo("1 {} 1");
                assertThat(out.readLine()).as("a wait that ends meanwhile").isEqualTo("waited [28]");
                store.failWith(null);
                in.println();
                assertThat(out.readLine()).isEqualTo("['before', 'after'] {}");
                assertThat(out.readLine()).as("who had waited waits no more").isEqualTo("True");
                in.println();
                assertThat(client.waitFor()).isZero();
            } finally {
                client.destroyForcibly();
            }
        }
    }
}
