package io.picklewire.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An event in bytes, to be kept, or sent to another machine. Of an object that is outside there is nothing but its ident.
 * Immutable; any thread.
 */
public final class EventRecord {
    /** A kind's place in this list is its number: a new one goes to the end. */
    private static final List<Kind> KINDS = List.of(
            new Kind(Event.Called.class, EventReader::called),
            new Kind(Event.Abandoned.class, EventReader::abandoned),
            new Kind(Event.Departed.class, EventReader::departed),
            new Kind(Event.Killed.class, EventReader::killed),
            new Kind(Event.TimerFired.class, EventReader::timerFired),
            new Kind(Event.Undelivered.class, EventReader::undelivered),
            new Kind(Event.Created.class, EventReader::created),
            new Kind(Event.Entered.class, EventReader::entered),
            new Kind(Event.Retained.class, EventReader::retained),
            new Kind(Event.Released.class, EventReader::released),
            new Kind(Event.Unretained.class, EventReader::unretained),
            new Kind(Event.ProcessesEnded.class, EventReader::processesEnded),
            new Kind(Event.FreshExpired.class, EventReader::freshExpired),
            new Kind(Event.Collected.class, EventReader::collected),
            new Kind(Event.Delivered.class, EventReader::delivered),
            new Kind(Event.Restarted.class, EventReader::restarted),
            new Kind(Event.LeasesExpired.class, EventReader::leasesExpired),
            new Kind(Event.UnknownEnded.class, EventReader::unknownEnded));

    private record Kind(Class<? extends Event> type, Function<EventReader, Event> read) {}

    private static final Map<Class<?>, Integer> NUMBERS = IntStream.range(0, KINDS.size())
            .boxed()
            .collect(Collectors.toMap(i -> KINDS.get(i).type(), i -> i));

    private final byte[] bytes;

    private EventRecord(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Writes an event down that has been applied.
     *
     * @param effects what came of it
     */
    public static EventRecord of(Event event, List<Effect> effects) {
        StateWriter out = new StateWriter();
        write(event, effects, out);
        return new EventRecord(out.toByteArray());
    }

    /** Writes an event down that is about to be applied, without the names of clients. */
    public static EventRecord of(Event event) {
        StateWriter out = new StateWriter(false);
        write(event, List.of(), out);
        return new EventRecord(out.toByteArray());
    }

    private static void write(Event event, List<Effect> effects, StateWriter out) {
        out.number(Objects.requireNonNull(NUMBERS.get(event.getClass()))).number(event.time());
        event.write(out, effects);
    }

    /** What {@link #toByteArray} gave. */
    public static EventRecord of(byte[] bytes) {
        return new EventRecord(bytes.clone());
    }

    /** Writes events down that are about to be applied, one after the other, for {@link #readAll}. */
    public static byte[] allOf(List<Event> events) {
        StateWriter out = new StateWriter(false);
        events.forEach(event -> out.bytes(of(event).bytes));
        return out.toByteArray();
    }

    /** What {@link #allOf} wrote. */
    public static List<EventRecord> readAll(byte[] events) {
        List<EventRecord> records = new ArrayList<>(1);
        StateReader in = new StateReader(events);
        while (!in.isAtEnd()) {
            records.add(new EventRecord(in.bytes()));
        }
        return records;
    }

    /** The bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /**
     * The event, to be applied to a table that is as the other one was before.
     *
     * @param objects the objects of that table
     */
    public Event read(ObjectLookup objects) {
        StateReader in = new StateReader(bytes);
        Kind kind = KINDS.get((int) in.number());
        return kind.read().apply(new EventReader(in, in.number(), objects));
    }
}
