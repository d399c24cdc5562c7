package io.picklewire.shared;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which objects of a table are to go: those that nothing has referred to for a while, no client and no object that
 * stays. Those that hold only each other go too. An object without references lingers, so that a proxy on its way between
 * processes finds it. Used by one thread at a time.
 */
public final class Collector {
    private final ObjectTable table;
    /** Objects without references, how often each had been left without when the linger began, and when it ends. */
    private final Map<ObjectEntry, Lingering> lingering = new HashMap<>();

    private record Lingering(long abandonment, long deadline) {}

    /** A collector that has not looked yet. */
    public Collector(ObjectTable table) {
        this.table = table;
    }

    /**
     * Looks once.
     *
     * @param now the time in nanoseconds, of the clock of the events
     * @param linger how long an object stays that nothing refers to, in nanoseconds
     * @return what is to be applied to the table
     */
    public List<Event.Collected> due(long now, long linger) {
        return table.read(entries -> due(entries, now, linger));
    }

    private List<Event.Collected> due(ObjectEntries entries, long now, long linger) {
        Map<ObjectEntry, Collection<String>> holders = holders(entries);
        Set<ObjectEntry> unreferenced = new HashSet<>();
        entries.all().stream()
                .filter(entry -> !entry.isNamed() && entry.references().references() == 0)
                .forEach(unreferenced::add);
        unreferenced.removeAll(heldWithout(unreferenced, holders));
        lingering.keySet().retainAll(unreferenced);
        Set<ObjectEntry> due = new HashSet<>(unreferenced);
        due.removeIf(entry -> !isDue(entry, now, linger));
        // An object that lingers keeps what it holds, which may be asked for through it.
        due.removeAll(heldWithout(due, holders));
        List<Event.Collected> events = new ArrayList<>();
        due.forEach(entry -> {
            lingering.remove(entry);
            events.add(new Event.Collected(entry.ident(), entry.references().abandonments(), now));
        });
        return events;
    }

    /** The objects in which proxies are stored, and of which objects. */
    private static Map<ObjectEntry, Collection<String>> holders(ObjectEntries entries) {
        Map<ObjectEntry, Collection<String>> holders = new HashMap<>();
        for (ObjectEntry entry : entries.all()) {
            Collection<String> stored = entry.object().references();
            if (!stored.isEmpty()) {
                holders.put(entry, stored);
            }
        }
        return holders;
    }

    private boolean isDue(ObjectEntry entry, long now, long linger) {
        Lingering since = lingering.get(entry);
        if (since != null && since.abandonment() == entry.references().abandonments()) {
            return now - since.deadline() >= 0
                    && !(entry.object() instanceof BuiltInObject<?> builtIn && builtIn.isBusy());
        }
        lingering.put(
                entry,
                new Lingering(
                        entry.references().abandonments(),
                        now + Math.min(linger, entry.object().longestLinger())));
        return false;
    }

    /** What is stored in all objects but those, and what is stored in that, and so on. */
    private Set<ObjectEntry> heldWithout(Set<ObjectEntry> those, Map<ObjectEntry, Collection<String>> holders) {
        Set<ObjectEntry> held = new HashSet<>();
        Deque<ObjectEntry> pending = new ArrayDeque<>(holders.keySet());
        pending.removeAll(those);
        while (!pending.isEmpty()) {
            for (String ident : holders.getOrDefault(pending.pop(), List.of())) {
                ObjectEntry inside = table.find(ident);
                if (inside != null && held.add(inside)) {
                    pending.push(inside);
                }
            }
        }
        return held;
    }
}
