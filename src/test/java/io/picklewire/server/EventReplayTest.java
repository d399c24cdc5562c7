package io.picklewire.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.server.RandomClient.Known;
import io.picklewire.shared.EventLog;
import io.picklewire.shared.EventTape;
import io.picklewire.shared.ObjectLimits;
import io.picklewire.shared.ObjectTable;
import io.picklewire.shared.SharedObject;
import io.picklewire.shared.SharedTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * What happens in a server can be written down and happen again: the same state comes of it, byte for byte, and the same
 * answers; also from a snapshot on that was taken at any place.
 */
class EventReplayTest {
    private static final int CLIENTS = 6;
    private static final int CALLS = 250;
    private static final int CUTS = 12;

    /** A Python process that holds and waits for what others need, until it is killed. */
    private static final String VICTIM =
            """
            import sys, random, threading
            from multiprocessing.managers import BaseManager
            class Manager(BaseManager): pass
            for name in ('get_lock', 'get_rlock', 'get_permits', 'get_queue', 'get_condition'):
                Manager.register(name)
            manager = Manager(('127.0.0.1', int(sys.argv[1])), b'key')
            manager.connect()
            lock, rlock, permits = manager.get_lock(), manager.get_rlock(), manager.get_permits()
            queue, condition = manager.get_queue(), manager.get_condition()
            def use():
                while True:
                    getattr(random.choice([lock, rlock, permits]), random.choice(['acquire', 'release']))()
            def wait():
                with condition:
                    while True:
                        condition.wait()
            def get():
                while True:
                    queue.get()
            def use_bravely():
                while True:
                    try:
                        use()
                    except Exception:
                        pass
            sys.stdout.write('ready\\n')
            sys.stdout.flush()
            for target in (wait, get, use_bravely):
                thread = threading.Thread(target=target)
                thread.daemon = True
                thread.start()
            use_bravely()
            """;

    @Property(tries = 4, shrinking = ShrinkingMode.OFF)
    void aRunHappensAgain(@ForAll long seed) throws Exception {
        EventTape tape = new EventTape();
        SharedObject lock = SharedTypes.create("Lock");
        SharedObject rlock = SharedTypes.create("RLock");
        SharedObject permits = SharedTypes.create("BoundedSemaphore", 2);
        SharedObject queue = SharedTypes.create("Queue", 3);
        SharedObject condition = SharedTypes.create("Condition");
        List<EventTape.Recorded> entries;
        byte[] snapshot;
        try (ManagerServer server = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(AuthKey.of("key"))
                .eventLog(tape)
                .eventLoops(2)
                .linger(Duration.ofMillis(300))
                .workers(new NoWorkers())
                .register("get_lock", () -> lock)
                .register("get_rlock", () -> rlock)
                .register("get_permits", () -> permits)
                .register("get_queue", () -> queue)
                .register("get_condition", () -> condition)
                .register("get_map", () -> new java.util.HashMap<String, Object>())
                .start()) {
            Set<String> called = run(server.addresses().get(0), new Random(seed));
            while (server.clients() > 0) {
                Thread.onSpinWait();
            }
            do {
                entries = tape.entries();
                snapshot = server.objects().snapshot();
            } while (entries.size() != tape.entries().size());
            assertThat(tape.called()).as("every method of every type").containsAll(called);
        }
        check(entries, snapshot, new Random(seed));
    }

    private static Set<String> run(Address address, Random random) throws Exception {
        Queue<Known> objects = new ConcurrentLinkedQueue<>();
        int port = Integer.parseInt(address.toString().replaceAll(".*:", ""));
        List<Process> victims = new ArrayList<>();
        try {
            for (Pythons.Python python :
                    Pythons.all().subList(0, Math.min(2, Pythons.all().size()))) {
                victims.add(python.start(VICTIM, String.valueOf(port)));
            }
            for (Process victim : victims) {
                assertThat(victim.inputReader().readLine()).isEqualTo("ready");
            }
            Set<String> called = new RandomClient(address, objects, random.nextLong(), 0).callEverything();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Thread client = new Thread(new RandomClient(address, objects, random.nextLong(), CALLS));
                client.start();
                clients.add(client);
            }
            clients.get(0).join();
            victims.get(0).destroyForcibly();
            for (Thread client : clients) {
                client.join();
            }
            return called;
        } finally {
            for (Process victim : victims) {
                victim.destroyForcibly().waitFor();
            }
        }
    }

    private static void check(List<EventTape.Recorded> entries, byte[] snapshot, Random random) {
        List<String> effects = entries.stream().map(EventTape.Recorded::effects).toList();
        ObjectTable again = new ObjectTable(ObjectLimits.DEFAULT);
        List<String> replayed = EventTape.play(entries, again);
        for (int i = 0; i < effects.size(); i++) {
            assertThat(replayed.get(i)).as("effects of event %s", i).isEqualTo(effects.get(i));
        }
        assertSame("the end", again.snapshot(), snapshot);
        for (int cut = 0; cut < CUTS; cut++) {
            checkCutAt(random.nextInt(entries.size() + 1), entries, snapshot);
        }
        System.out.println("replay: " + entries.size() + " events, " + snapshot.length + " bytes of state");
    }

    private static void assertSame(String when, byte[] snapshot, byte[] expected) {
        assertThat(Arrays.equals(snapshot, expected))
                .as(() -> when + ": " + EventTape.difference(snapshot, expected))
                .isTrue();
    }

    private static void checkCutAt(int place, List<EventTape.Recorded> entries, byte[] snapshot) {
        ObjectTable first = new ObjectTable(ObjectLimits.DEFAULT);
        EventTape.play(entries.subList(0, place), first);
        byte[] cut = first.snapshot();
        ObjectTable restored = ObjectTable.restore(cut, ObjectLimits.DEFAULT, EventLog.NONE, first::findShared);
        assertSame("snapshot after " + place + " events", restored.snapshot(), cut);
        List<EventTape.Recorded> rest = entries.subList(place, entries.size());
        List<String> effects = EventTape.play(rest, restored);
        for (int i = 0; i < effects.size(); i++) {
            assertThat(effects.get(i))
                    .as("effects of event %s after a cut at %s", place + i, place)
                    .isEqualTo(rest.get(i).effects());
        }
        assertSame("the end after a cut at " + place, restored.snapshot(), snapshot);
    }
}
