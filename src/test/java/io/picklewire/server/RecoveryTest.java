package io.picklewire.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.server.EventStore.Change;
import io.picklewire.server.EventStore.Events;
import io.picklewire.server.EventStore.Whole;
import io.picklewire.server.RandomClient.Known;
import io.picklewire.shared.Effects;
import io.picklewire.shared.EventRecord;
import io.picklewire.shared.ObjectEntry;
import io.picklewire.shared.ObjectTable;
import io.picklewire.shared.SharedTypes;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Whatever a store has at any moment, the objects come of it that a server had then. */
class RecoveryTest {
    private static final int CLIENTS = 5;
    private static final int CALLS = 250;
    private static final int CUTS = 25;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static final String ITERATOR =
            """
            import sys, gc
            from multiprocessing.managers import SyncManager
            manager = SyncManager(('127.0.0.1', int(sys.argv[1])), b'key')
            manager.connect()
            def say(text):
                print(text)
                sys.stdout.flush()
                sys.stdin.readline()
            numbers = manager.dict(dict.fromkeys(range(20)))
            stale = iter(numbers)
            for _ in range(15):
                next(stale)
            say('the iterator is whole')
            numbers['more'] = 1
            fresh = iter(numbers)
            for _ in range(15):
                next(fresh)
            for count in range(20):
                numbers['more'] = count
            say('both are whole')
            del numbers
            gc.collect()
            say('without the dict')
            for _ in range(5):
                next(fresh)
            try:
                next(stale)
            except RuntimeError:
                print('changed')
            """;

    @Property(tries = 4, shrinking = ShrinkingMode.OFF)
    void whateverIsWrittenIsThereAgain(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        MemoryStore store = new MemoryStore();
        int first;
        try (ManagerServer server = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(AuthKey.of("key"))
                .store(store)
                .leastBytes(1000)
                .workers(new NoWorkers())
                .eventLoops(2)
                .linger(Duration.ofMillis(300))
                .register("queue", SharedTypes.create("Queue", 3))
                .register("lock", SharedTypes.create("Lock"))
                .start()) {
            first = store.size();
            run(server.addresses().get(0), random);
            while (server.clients() > 0) {
                Thread.onSpinWait();
            }
            checkNow(store, server);
        }
        assertThat(durable(recovered(store).objects())).as("at the end").isNotEmpty();
        int last = store.size();
        Map<String, String> end = durable(recovered(store.at(last)).objects());
        for (int cut = 0; cut < CUTS; cut++) {
            int place = first + random.nextInt(last + 1 - first);
            ObjectTable table = recovered(store.at(place)).objects();
            for (int i = place; i < last; i++) {
                play(store.transaction(i), table);
            }
            assertThat(differences(durable(table), end))
                    .as("written " + place + " times, then from events")
                    .isEmpty();
        }
        long wholes = 0;
        for (int i = 0; i < last; i++) {
            wholes += store.transaction(i).stream()
                    .filter(Whole.class::isInstance)
                    .count();
        }
        assertThat(wholes).as("objects written whole").isPositive();
        System.out.println("recovery: " + last + " transactions, " + wholes + " objects written whole");
    }

    /** An iterator that was written whole before, and lives longer than, the dict that it goes over. */
    @Test
    void anIteratorKnowsWhatItGoesOver() throws Exception {
        MemoryStore store = new MemoryStore();
        try (ManagerServer server = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(AuthKey.of("key"))
                .store(store)
                .leastBytes(1000)
                .start()) {
            Process client = Pythons.newest()
                    .start(ITERATOR, server.addresses().get(0).toString().replaceFirst(".*:", ""));
            BufferedReader out = client.inputReader();
            PrintWriter in = new PrintWriter(client.outputWriter(), true);
            try {
                for (String moment : List.of("the iterator is whole", "both are whole", "without the dict")) {
                    assertThat(out.readLine()).isEqualTo(moment);
                    checkNow(store, server);
                    in.println();
                }
                assertThat(out.readLine()).isEqualTo("changed");
                assertThat(client.waitFor()).isZero();
            } finally {
                client.destroyForcibly();
            }
        }
    }

    /** What is written is what is there, as soon as nothing is under way. */
    private static void checkNow(MemoryStore store, ManagerServer server) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        Map<String, String> live;
        Map<String, String> written;
        do {
            int size = store.size();
            live = durable(server.objects());
            written = durable(recovered(store.at(size)).objects());
        } while (!live.equals(written) && System.nanoTime() < end);
        assertThat(differences(written, live)).isEmpty();
    }

    /** What is not the same in both, by ident: what is found, and what is to be. */
    private static Map<String, List<String>> differences(Map<String, String> found, Map<String, String> right) {
        Map<String, List<String>> all = new TreeMap<>();
        Stream.concat(found.keySet().stream(), right.keySet().stream()).forEach(ident -> {
            String is = found.getOrDefault(ident, "none");
            String shouldBe = right.getOrDefault(ident, "none");
            if (!is.equals(shouldBe)) {
                all.put(ident, List.of(is, shouldBe));
            }
        });
        return all;
    }

    private static void run(Address address, Random random) throws Exception {
        Queue<Known> objects = new ConcurrentLinkedQueue<>();
        new RandomClient(address, objects, random.nextLong(), 0).callEverything();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(new RandomClient(address, objects, random.nextLong(), CALLS));
            client.start();
            clients.add(client);
        }
        for (Thread client : clients) {
            client.join();
        }
    }

    private static Recovery recovered(MemoryStore store) {
        return new Recovery(store.open(), false, ServerSettings.DEFAULT);
    }

    private static void play(List<Change> changes, ObjectTable table) {
        Effects effects = table.newEffects();
        for (Change change : changes) {
            if (change instanceof Events events) {
                EventRecord.readAll(events.events()).forEach(record -> {
                    table.apply(record.read(table::findShared), effects);
                    effects.drain(effect -> {});
                });
            }
        }
    }

    /** What would be there again, by ident. */
    private static Map<String, String> durable(ObjectTable table) {
        Map<String, String> states = new TreeMap<>();
        for (ObjectEntry entry : table.listing()) {
            if (entry.isDurable()) {
                states.put(
                        entry.ident(),
                        HexFormat.of().formatHex(table.stateOf(entry).get()));
            }
        }
        return states;
    }
}
