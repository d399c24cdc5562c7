package io.picklewire.server;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store in memory that remembers what it was at every moment. Any thread. */
final class MemoryStore implements EventStore {
    private final List<List<Change>> transactions = new ArrayList<>();
    /** What writing fails with, as long as it is set. */
    private volatile @Nullable StoreException failure;

    private volatile int largest = Integer.MAX_VALUE;

    /** An empty store. */
    MemoryStore() {}

    private MemoryStore(List<List<Change>> transactions) {
        this.transactions.addAll(transactions);
    }

    /** From now on nothing can be written; with null, it can again. */
    void failWith(@Nullable StoreException why) {
        failure = why;
    }

    /** From now on no larger events can be written. */
    void takeNoLarger(int bytes) {
        largest = bytes;
    }

    /** How often it has been written. */
    synchronized int size() {
        return transactions.size();
    }

    /** The store as it was when it had been written that often. */
    synchronized MemoryStore at(int count) {
        return new MemoryStore(transactions.subList(0, count));
    }

    /** What was written then. */
    synchronized List<Change> transaction(int number) {
        return transactions.get(number);
    }

    @Override
    public Opened open() {
        return new Content();
    }

    @Override
    public boolean isSynchronous() {
        return false;
    }

    private final class Content implements Opened {
        private final Map<String, Whole> wholes = new TreeMap<>();
        private final Map<String, List<Part>> parts = new TreeMap<>();
        private final Map<Long, Events> events = new TreeMap<>();

        Content() {
            synchronized (MemoryStore.this) {
                transactions.forEach(each -> each.forEach(this::make));
            }
        }

        private void make(Change change) {
            if (change instanceof Events some) {
                events.put(some.number(), some);
            } else if (change instanceof Part part) {
                parts.computeIfAbsent(part.ident() + "@" + part.number(), any -> new ArrayList<>())
                        .add(part);
            } else if (change instanceof Whole whole) {
                wholes.put(whole.ident(), whole);
                events.values().removeIf(some -> some.ident().equals(whole.ident()) && some.number() <= whole.number());
            } else if (change instanceof Gone gone) {
                wholes.remove(gone.ident());
                events.values().removeIf(some -> some.ident().equals(gone.ident()));
            }
        }

        @Override
        public String id() {
            return "memory";
        }

        @Override
        public long openings() {
            return 1;
        }

        @Override
        public boolean isSameBoot() {
            return true;
        }

        @Override
        public Iterator<byte[]> objects() {
            return wholes.values().stream()
                    .map(whole -> parts.get(whole.ident() + "@" + whole.number()))
                    .map(all -> all.get(all.size() - 1).bytes())
                    .iterator();
        }

        @Override
        public Iterator<Events> events() {
            return events.values().iterator();
        }

        @Override
        public void write(List<Change> changes) {
            StoreException why = failure;
            if (why != null) {
                throw why;
            }
            for (Change change : changes) {
                if (change instanceof Events some && some.events().length > largest) {
                    throw new StoreException("too large", null);
                }
            }
            synchronized (MemoryStore.this) {
                transactions.add(List.copyOf(changes));
            }
        }

        @Override
        public boolean isTidying() {
            return false;
        }

        @Override
        public void close() {}
    }
}
