package io.picklewire.server;

import io.picklewire.server.EventStore.Change;
import io.picklewire.server.EventStore.Events;
import io.picklewire.server.EventStore.Gone;
import io.picklewire.server.EventStore.Part;
import io.picklewire.server.EventStore.Whole;
import io.picklewire.shared.Event;
import io.picklewire.shared.EventRecord;
import io.picklewire.shared.ObjectEntry;
import io.picklewire.shared.ObjectTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is written of a table: its events, and, when those of an object have become more than the object, the object itself in
 * their place. Used by one thread, but for {@link #isBusy}.
 */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    /** What a row costs beside its events. */
    private static final int ROW_BYTES = 100;
    /** So much of an object is written at a time, so that others need not wait. */
    private static final int PART_BYTES = 1 << 20;

    private final EventStore.Opened store;
    private final ObjectTable objects;
    /** An object is not written whole for less than that. */
    private final int leastBytes;

    private final Map<String, Log> logs = new HashMap<>();
    /** Objects that are read and have to be written. */
    private final Queue<Writing> writings = new ConcurrentLinkedQueue<>();

    private long lastNumber;

    /** The events of one object since it was last written whole. */
    private static final class Log {
        private long lastNumber;
        private long bytes;
        /** How large the object was when it was last written whole. */
        private long wholeBytes;

        private boolean isUnderWay;
        /** The objects that came of its events; without these events they would never have been. */
        private final Set<String> children = new HashSet<>(0);

        private boolean isOfParent;
        /** Whether the object is there whole, beside these events. */
        private boolean isWhole;
        /** The objects that are there whole and need this one to be read. */
        private final Set<String> dependents = new HashSet<>(0);

        boolean isDue(int least) {
            return !isUnderWay && bytes > Math.max(least, wholeBytes);
        }
    }

    /**
     * Objects that are to be written in place of their events.
     *
     * @param parts what can be written piece by piece
     * @param last what makes it count, at once
     * @param orphans the objects that came of events which are no longer needed
     * @param sizes the bytes of each object
     * @param replaced the bytes of events that each object takes the place of
     */
    private record Writing(
            Deque<Part> parts,
            List<Change> last,
            List<String> orphans,
            Map<String, Long> sizes,
            Map<String, Long> replaced) {
        Writing() {
            this(new ArrayDeque<>(), new ArrayList<>(), new ArrayList<>(), new HashMap<>(), new HashMap<>());
        }
    }

    Journal(EventStore.Opened store, ObjectTable objects, int leastBytes) {
        this.leastBytes = leastBytes;
        this.store = store;
        this.objects = objects;
    }

    /** An object that was read whole. */
    void read(ObjectEntry entry) {
        log(entry.ident()).isWhole = true;
        noteNeeds(entry);
    }

    private void noteNeeds(ObjectEntry entry) {
        objects.needs(entry).forEach(needed -> log(needed).dependents.add(entry.ident()));
    }

    /** Events that were read. */
    void read(Events row, Collection<Event> events) {
        lastNumber = Math.max(lastNumber, row.number());
        Log log = log(row.ident());
        log.lastNumber = row.number();
        log.bytes += row.events().length + ROW_BYTES;
        events.forEach(event -> noteChild(event, log));
    }

    private Log log(String ident) {
        return logs.computeIfAbsent(ident, any -> new Log());
    }

    private void noteChild(Event event, Log parent) {
        if (event instanceof Event.Called call && call.resultIdent() != null) {
            parent.children.add(call.resultIdent());
            log(call.resultIdent()).isOfParent = true;
        }
    }

    /**
     * Writes events that came together.
     *
     * @throws StoreException when that cannot be; then none is written
     */
    void write(List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        List<Events> rows = rows(events);
        store.write(List.copyOf(rows));
        for (Events row : rows) {
            lastNumber = row.number();
            Log log = log(row.ident());
            log.lastNumber = row.number();
            log.bytes += row.events().length + ROW_BYTES;
        }
        events.forEach(event -> {
            if (event instanceof Event.Called call && call.resultIdent() != null) {
                noteChild(event, log(call.ident()));
            }
        });
    }

    /** Writes a piece of the objects that are to be written, and drops some of what is not needed any more. */
    void goOn() {
        Writing writing = writings.peek();
        List<Part> parts = writing == null ? List.of() : next(writing);
        List<Change> changes = new ArrayList<>(parts);
        boolean isWhole = writing != null && parts.size() == writing.parts().size();
        if (isWhole) {
            changes.addAll(writing.last());
        }
        if (changes.isEmpty() && !store.isTidying()) {
            return;
        }
        try {
            store.write(changes);
        } catch (StoreException e) {
            // The events are there all the same.
            LOG.debug("objects could not be written whole, which is tried again: {}", e.getMessage());
            return;
        }
        if (writing != null) {
            parts.forEach(part -> writing.parts().remove());
            if (isWhole) {
                writings.remove();
                written(writing);
            }
        }
    }

    private static List<Part> next(Writing writing) {
        List<Part> parts = new ArrayList<>();
        int size = 0;
        for (Part part : writing.parts()) {
            size += part.bytes().length;
            if (!parts.isEmpty() && size > PART_BYTES) {
                break;
            }
            parts.add(part);
        }
        return parts;
    }

    /** Events of the same object that follow each other are one row. */
    private List<Events> rows(List<Event> events) {
        List<Events> rows = new ArrayList<>();
        int begin = 0;
        for (int end = 1; end <= events.size(); end++) {
            String ident = ObjectTable.identOf(events.get(begin));
            if (end == events.size() || !ident.equals(ObjectTable.identOf(events.get(end)))) {
                byte[] bytes = EventRecord.allOf(events.subList(begin, end));
                rows.add(new Events(lastNumber + rows.size() + 1, ident, bytes));
                begin = end;
            }
        }
        return rows;
    }

    private void written(Writing writing) {
        writing.sizes().forEach((ident, size) -> {
            Log log = log(ident);
            log.wholeBytes = size;
            log.bytes -= writing.replaced().getOrDefault(ident, 0L);
            log.isUnderWay = false;
            log.isWhole = true;
        });
        writing.orphans().forEach(ident -> log(ident).isOfParent = false);
        for (Change change : writing.last()) {
            if (change instanceof Gone gone) {
                logs.remove(gone.ident());
            }
        }
    }

    /** Whether something waits to be written that is not events. */
    boolean isBusy() {
        return !writings.isEmpty() || store.isTidying();
    }

    /** Writes an object whole that is entered now, and any that has not been written. */
    void writeNow(ObjectEntry entry) {
        byte[] state = objects.stateOf(entry).get();
        List<Change> changes = new ArrayList<>(parts(entry.ident(), lastNumber, state));
        changes.add(new Whole(entry.ident(), lastNumber, entry.typeid(), changes.size()));
        store.write(changes);
        log(entry.ident()).wholeBytes = state.length;
        read(entry);
    }

    /**
     * Sees whether objects are to be written in place of their events, after these events have been applied.
     *
     * @param isElsewhere whether an event of an object has not been applied yet
     * @param later does something after the events of an object that have not been applied yet, and before those that come
     */
    void tidy(List<Event> events, Predicate<String> isElsewhere, BiConsumer<String, Runnable> later) {
        Set<String> idents = new HashSet<>();
        for (Event event : events) {
            String ident = ObjectTable.identOf(event);
            if (event instanceof Event.Collected && objects.find(ident) == null) {
                gone(ident, isElsewhere);
            } else if (idents.add(ident)) {
                Log log = logs.get(ident);
                if (log != null && log.isDue(leastBytes)) {
                    begin(ident, isElsewhere, later);
                }
            }
        }
    }

    /** What has come of an object's events is written whole before these go, and what needs it, which then does no more. */
    private void gone(String ident, Predicate<String> isElsewhere) {
        Log log = logs.get(ident);
        if (log == null) {
            return;
        }
        log.children.addAll(log.dependents);
        if (log.isOfParent || !isSettled(log, isElsewhere)) {
            return; // its rows stay a while longer: they say that it is gone
        }
        Writing writing = new Writing();
        addChildren(log, writing);
        writing.last().add(new Gone(ident));
        writings.add(writing);
    }

    private void begin(String ident, Predicate<String> isElsewhere, BiConsumer<String, Runnable> later) {
        ObjectEntry entry = objects.find(ident);
        if (entry == null) {
            return;
        }
        List<String> together = together(entry);
        List<Log> all = together.stream().map(this::log).toList();
        all.forEach(this::adoptDependents);
        boolean isApplied = together.stream().noneMatch(isElsewhere);
        if (!isApplied || all.stream().anyMatch(log -> log.isUnderWay || !isSettled(log, isElsewhere))) {
            return;
        }
        Writing writing = new Writing();
        List<Runnable> readings = new ArrayList<>();
        for (String each : together) {
            ObjectEntry member = objects.find(each);
            if (member != null) {
                Log log = log(each);
                log.isUnderWay = true;
                noteNeeds(member);
                addChildren(log, writing);
                log.children.clear();
                writing.replaced().put(each, log.bytes);
                readings.add(reading(member, log.lastNumber, writing));
            }
        }
        Runnable reading = () -> read(together, readings, writing);
        Log log = log(ident);
        if (together.size() > 1 || log.bytes + log.wholeBytes < PART_BYTES) {
            reading.run();
        } else {
            later.accept(ident, reading);
        }
    }

    /** Events of what needs an object mean what they did only together with the object as it was. */
    private void adoptDependents(Log log) {
        log.dependents.removeIf(dependent -> objects.find(dependent) == null);
        log.dependents.stream().filter(dependent -> log(dependent).bytes > 0).forEach(log.children::add);
    }

    /** What is to be written with an object so that it can be read. */
    private List<String> together(ObjectEntry entry) {
        Set<String> together = new LinkedHashSet<>(objects.together(entry));
        for (String needed : objects.needs(entry)) {
            ObjectEntry found = objects.find(needed);
            if (found != null && !log(needed).isWhole) {
                together.addAll(objects.together(found));
            }
        }
        return List.copyOf(together);
    }

    /** Whether all is known of what has come of an object's events. */
    private boolean isSettled(Log log, Predicate<String> isElsewhere) {
        return log.children.stream().noneMatch(child -> isElsewhere.test(child) || log(child).isUnderWay);
    }

    private void read(List<String> together, List<Runnable> readings, Writing writing) {
        try {
            readings.forEach(Runnable::run);
            writings.add(writing);
        } catch (RuntimeException | OutOfMemoryError e) {
            // It stays under way, so that it is not tried again and again; the events are kept all the same.
            LOG.warn(
                    "{} could not be written whole, and will not be until the next start; its events are kept",
                    together,
                    e);
        }
    }

    private Runnable reading(ObjectEntry entry, long number, Writing writing) {
        Supplier<byte[]> state = objects.stateOf(entry);
        return () -> add(entry, number, state.get(), writing);
    }

    private static void add(ObjectEntry entry, long number, byte[] state, Writing writing) {
        List<Part> parts = parts(entry.ident(), number, state);
        writing.parts().addAll(parts);
        writing.last().add(new Whole(entry.ident(), number, entry.typeid(), parts.size()));
        writing.sizes().put(entry.ident(), (long) state.length);
    }

    private void addChildren(Log log, Writing writing) {
        for (String child : log.children) {
            ObjectEntry entry = objects.find(child);
            Log own = logs.get(child);
            if (entry != null && own != null && !own.isUnderWay) {
                writing.replaced().put(child, own.bytes);
                noteNeeds(entry);
                add(entry, own.lastNumber, objects.stateOf(entry).get(), writing);
                writing.orphans().add(child);
            } else if (entry == null) {
                writing.last().add(new Gone(child));
            }
        }
    }

    private static List<Part> parts(String ident, long number, byte[] state) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(state.length, from + PART_BYTES);
            parts.add(new Part(ident, number, parts.size(), Arrays.copyOfRange(state, from, to)));
            from = to;
        } while (from < state.length);
        return parts;
    }

    /** Drops what is left of objects that are gone. */
    void dropGone() {
        List<Change> gone = new ArrayList<>();
        logs.forEach((ident, log) -> {
            boolean isNeeded = log.dependents.stream().anyMatch(dependent -> objects.find(dependent) != null);
            if (objects.find(ident) == null && !log.isOfParent && log.children.isEmpty() && !isNeeded) {
                gone.add(new Gone(ident));
            }
        });
        if (!gone.isEmpty()) {
            store.write(gone);
            gone.forEach(each -> logs.remove(((Gone) each).ident()));
        }
    }

    void close() {
        store.close();
    }
}
