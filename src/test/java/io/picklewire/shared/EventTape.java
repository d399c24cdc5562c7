package io.picklewire.shared;

import io.picklewire.python.PyException;
import io.picklewire.python.Repr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes down what happens in a table, and makes it happen again in another. Any thread. */
public final class EventTape implements EventLog {
    /**
     * An event in bytes, and what came of it, in words.
     *
     * @param event the event
     * @param effects its effects
     */
    public record Recorded(EventRecord event, String effects) {}

    private final List<Recorded> entries = new ArrayList<>();
    private final Set<String> called = new HashSet<>();

    @Override
    public synchronized void applied(Event event, List<Effect> effects) {
        if (event instanceof Event.Called call) {
            called.add(call.ident() + "." + call.request().method());
        }
        entries.add(new Recorded(EventRecord.of(event, effects), told(effects)));
    }

    /** All that has happened so far. */
    public synchronized List<Recorded> entries() {
        return List.copyOf(entries);
    }

    /** What was called, as {@code ident.method}. */
    public synchronized Set<String> called() {
        return Set.copyOf(called);
    }

    /** Applies events to a table, after they went through bytes; says what came of each. */
    public static List<String> play(List<Recorded> entries, ObjectTable table) {
        List<String> all = new ArrayList<>();
        for (Recorded entry : entries) {
            Event event = EventRecord.of(entry.event().toByteArray()).read(table::findShared);
            List<Effect> effects = new ArrayList<>();
            Effects collector = new Effects((applied, some) -> effects.addAll(some));
            table.apply(event, collector);
            if (effects.isEmpty()) { // an event that means nothing here is not in the log
                collector.drain(effects::add);
            }
            all.add(told(effects));
        }
        return all;
    }

    private static String told(List<Effect> effects) {
        return effects.stream().map(EventTape::told).toList().toString();
    }

    private static String told(Effect effect) {
        if (!(effect instanceof Effect.Answer answer)) {
            return effect.toString();
        }
        PyException failure = answer.failure();
        String outcome = failure != null ? failure.type() + ": " + failure.getMessage() : told(answer.value());
        return "Answer[" + answer.client() + ", " + answer.ticket() + ", " + answer.ident() + ", " + outcome + "]";
    }

    private static String told(@Nullable Object value) {
        if (value instanceof ObjectEntry entry) {
            return "ident " + entry.ident() + ", " + entry.exposed().size() + " methods";
        }
        if (value instanceof SharedObject object) {
            return object.getClass().getSimpleName();
        }
        if (value instanceof Delivery delivery) {
            String kind = delivery instanceof Delivery.Item item ? "item " + item.taking() : delivery.toString();
            return "delivery of " + told(delivery.value()) + ", " + (delivery instanceof Delivery.Item ? kind : "");
        }
        return Repr.of(StoredValue.open(value));
    }

    /** The objects in which two snapshots differ, for people. */
    public static String difference(byte[] one, byte[] other) {
        Map<String, String> objects = objects(one);
        Map<String, String> others = objects(other);
        StringBuilder text = new StringBuilder();
        TreeSet<String> idents = new TreeSet<>(objects.keySet());
        idents.addAll(others.keySet());
        for (String ident : idents) {
            if (!Objects.equals(objects.get(ident), others.get(ident))) {
                text.append(ident).append(":\n  ").append(objects.get(ident));
                text.append("\n  ").append(others.get(ident)).append('\n');
            }
        }
        return text.toString();
    }

    private static Map<String, String> objects(byte[] snapshot) {
        Map<String, String> objects = new TreeMap<>();
        StateReader all = new StateReader(snapshot);
        all.each(() -> {
            StateReader in = new StateReader(all.bytes());
            Event.Names names = Event.Names.read(in);
            in.text();
            StateWriter references = new StateWriter();
            ReferenceCounts.restore(in).save(references);
            in.each(() -> StoredAnswer.read(in));
            String state = in.flag() ? new String(in.rest(), StandardCharsets.ISO_8859_1) : "outside";
            String shown = state.codePoints()
                    .mapToObj(c -> c >= ' ' && c < 127 ? Character.toString(c) : "\\x%02x".formatted(c))
                    .collect(Collectors.joining());
            String counts = HexFormat.of().formatHex(references.toByteArray());
            return objects.put(names.ident(), names + " " + counts + " " + shown);
        });
        return objects;
    }
}
