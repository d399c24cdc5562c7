package io.picklewire.shared;

import io.picklewire.pickle.Reader;
import io.picklewire.pickle.Sealed;
import io.picklewire.process.ProcessId;
import io.picklewire.protocol.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An event in bytes, to be kept, or sent to another machine. Of an object that is outside there is nothing but its ident.
 * Immutable; any thread.
 */
public final class EventRecord {
    private static final List<String> KINDS = List.of(
            "Called",
            "Abandoned",
            "Departed",
            "Killed",
            "TimerFired",
            "Undelivered",
            "Created",
            "Entered",
            "Retained",
            "Released",
            "Unretained",
            "ProcessesEnded",
            "FreshExpired",
            "Collected");

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
        out.number(KINDS.indexOf(event.getClass().getSimpleName())).number(event.time());
        event.write(out, effects);
        return new EventRecord(out.toByteArray());
    }

    /** What {@link #toByteArray} gave. */
    public static EventRecord of(byte[] bytes) {
        return new EventRecord(bytes.clone());
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
        return new Reading(new StateReader(bytes), objects).read();
    }

    /** An object that is outside, and is not on this machine. */
    private static final class Elsewhere implements OutsideObject {
        @Override
        public CompletionStage<? extends @Nullable Object> call(
                Event.Called call, ObjectLookup objects, Executor thread) {
            throw new UnsupportedOperationException("the object is an application's, and not here");
        }

        @Override
        public void abandon(ClientId client) {}

        @Override
        public Set<String> fallbacks() {
            return Set.of();
        }

        @Override
        public List<String> exposed() {
            return List.of();
        }

        @Override
        public Object value() {
            throw new UnsupportedOperationException("the object is an application's, and not here");
        }

        @Override
        public String repr(Reader reader) {
            return "<an object of another process>";
        }

        @Override
        public List<String> references() {
            return List.of();
        }
    }

    private record Reading(StateReader in, ObjectLookup objects) {
        Event read() {
            String kind = KINDS.get((int) in.number());
            long time = in.number();
            return switch (kind) {
                case "Called" -> called(time);
                case "Abandoned" -> new Event.Abandoned(in.client(), in.number(), in.text(), time);
                case "Departed" -> new Event.Departed(in.client(), in.text(), time);
                case "Killed" -> new Event.Killed(in.client(), in.text(), time);
                case "TimerFired" -> new Event.TimerFired(in.client(), in.number(), in.text(), time);
                case "Undelivered" -> new Event.Undelivered(in.client(), in.text(), delivery(), time);
                case "Created" -> created(time);
                case "Entered" -> entered(time);
                case "Retained" -> new Event.Retained(in.client(), in.number(), in.text(), in.process(), time);
                case "Released" -> new Event.Released(in.client(), in.number(), in.text(), in.process(), time);
                case "Unretained" -> new Event.Unretained(in.text(), in.flag(), time);
                case "ProcessesEnded" -> new Event.ProcessesEnded(processes(), time);
                case "FreshExpired" -> new Event.FreshExpired(in.number(), time);
                default -> new Event.Collected(in.text(), in.number(), time);
            };
        }

        private Event called(long time) {
            ClientId client = in.client();
            long ticket = in.number();
            String ident = in.text();
            String method = in.text();
            Reader reader = Reader.ofPickle((int) in.number());
            Request request = new Request(ident, method, args(), kwargs(), reader);
            Contents contents = contents();
            boolean isShared = in.flag();
            String resultIdent = in.text();
            return new Event.Called(client, ticket, request, contents, isShared ? resultIdent : null, time);
        }

        private List<Sealed> args() {
            List<Sealed> args = new ArrayList<>();
            in.each(in::value).forEach(arg -> args.add((Sealed) Objects.requireNonNull(arg)));
            return args;
        }

        private Map<String, Sealed> kwargs() {
            Map<String, Sealed> kwargs = new LinkedHashMap<>();
            in.each(() -> kwargs.put(in.text(), (Sealed) Objects.requireNonNull(in.value())));
            return kwargs;
        }

        private Contents contents() {
            Map<String, Container<?>> contents = new HashMap<>();
            in.each(() -> contents.put(in.text(), (Container<?>) SharedTypes.read(in, objects)));
            return contents.isEmpty() ? Contents.NONE : new Contents(contents);
        }

        private Event created(long time) {
            return new Event.Created(
                    in.client(), in.number(), Event.Names.read(in), args(), kwargs(), contents(), time);
        }

        private Event entered(long time) {
            ClientId client = in.client();
            long ticket = in.number();
            Event.Names names = Event.Names.read(in);
            String known = in.text();
            boolean isBuiltIn = in.flag();
            SharedObject object = !known.isEmpty()
                    ? Objects.requireNonNull(objects.find(known))
                    : isBuiltIn ? SharedTypes.read(in, objects) : new Elsewhere();
            return new Event.Entered(client, ticket, names, object, time);
        }

        private List<ProcessId> processes() {
            List<ProcessId> processes = new ArrayList<>();
            in.each(in::process).forEach(process -> processes.add(Objects.requireNonNull(process)));
            return processes;
        }

        private Delivery delivery() {
            String kind = in.text();
            return switch (kind) {
                case "Item" -> new Delivery.Item(in.value(), in.number());
                case "Grant" -> new Delivery.Grant(in.value(), in.number(), (int) in.number(), (int) in.number());
                default -> new Delivery.Permit();
            };
        }
    }
}
