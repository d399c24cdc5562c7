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
import java.util.TreeMap;
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
        new Writing(out, effects).write(event);
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

    private record Writing(StateWriter out, List<Effect> effects) {
        void write(Event event) {
            if (event instanceof Event.Called call) {
                call(call);
            } else if (event instanceof Event.Abandoned abandoned) {
                out.client(abandoned.client()).number(abandoned.ticket()).text(abandoned.ident());
            } else if (event instanceof Event.Departed departed) {
                out.client(departed.client()).text(departed.ident());
            } else if (event instanceof Event.Killed killed) {
                out.client(killed.client()).text(killed.ident());
            } else if (event instanceof Event.TimerFired fired) {
                out.client(fired.client()).number(fired.ticket()).text(fired.ident());
            } else if (event instanceof Event.Undelivered lost) {
                out.client(lost.client()).text(lost.ident());
                delivery(lost.delivery());
            } else if (event instanceof Event.Created created) {
                out.client(created.client()).number(created.ticket());
                names(created.names());
                arguments(created.args(), created.kwargs(), created.contents());
            } else if (event instanceof Event.Entered entered) {
                entered(entered);
            } else if (event instanceof Event.Retained retained) {
                out.client(retained.client()).number(retained.ticket());
                out.text(retained.ident()).process(retained.process());
            } else if (event instanceof Event.Released released) {
                out.client(released.client()).number(released.ticket());
                out.text(released.ident()).process(released.process());
            } else if (event instanceof Event.Unretained unretained) {
                out.text(unretained.ident()).flag(unretained.isFresh());
            } else if (event instanceof Event.ProcessesEnded ended) {
                out.each(ended.processes(), out::process);
            } else if (event instanceof Event.FreshExpired expired) {
                out.number(expired.grace());
            } else if (event instanceof Event.Collected collected) {
                out.text(collected.ident()).number(collected.abandonments());
            }
        }

        private void call(Event.Called call) {
            Request request = call.request();
            out.client(call.client()).number(call.ticket()).text(call.ident()).text(request.method());
            out.number(request.reader().protocol());
            arguments(request.args(), request.kwargs(), call.contents());
            out.flag(call.resultIdent() != null).text(String.valueOf(call.resultIdent()));
        }

        private void arguments(List<Sealed> args, Map<String, Sealed> kwargs, Contents contents) {
            out.each(args, out::value);
            out.each(kwargs.entrySet(), each -> out.text(each.getKey()).value(each.getValue()));
            out.each(new TreeMap<>(contents.byIdent()).entrySet(), each -> {
                out.text(each.getKey());
                SharedTypes.save(each.getValue(), out);
            });
        }

        private void names(Event.Names names) {
            out.text(names.ident()).text(names.typeid()).text(names.type()).process(names.process());
        }

        /** An object that was there before is the same again; of a new one of a built-in type its state is written. */
        private void entered(Event.Entered event) {
            out.client(event.client()).number(event.ticket());
            names(event.names());
            ObjectEntry entry = effects.stream()
                    .filter(effect -> effect instanceof Effect.Answer answer && answer.value() instanceof ObjectEntry)
                    .map(effect -> (ObjectEntry) ((Effect.Answer) effect).value())
                    .findFirst()
                    .orElse(null);
            boolean isKnown =
                    entry != null && !entry.ident().equals(event.names().ident());
            boolean isBuiltIn = event.object() instanceof BuiltInObject<?>;
            out.flag(isKnown).text(entry == null ? "" : entry.ident()).flag(isBuiltIn);
            if (!isKnown && event.object() instanceof BuiltInObject<?> monitor) {
                monitor.read(() -> {
                    SharedTypes.save(monitor, out);
                    return out;
                });
            }
        }

        private void delivery(Delivery delivery) {
            if (delivery instanceof Delivery.Item item) {
                out.text("Item").value(item.value()).number(item.taking());
            } else if (delivery instanceof Delivery.Grant grant) {
                out.text("Grant").value(grant.value()).number(grant.tenure());
                out.number(grant.depth()).number(grant.wake());
            } else {
                out.text("Permit");
            }
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

        private Event.Names names() {
            return new Event.Names(in.text(), in.text(), in.text(), in.process());
        }

        private Event created(long time) {
            return new Event.Created(in.client(), in.number(), names(), args(), kwargs(), contents(), time);
        }

        private Event entered(long time) {
            ClientId client = in.client();
            long ticket = in.number();
            Event.Names names = names();
            boolean isKnown = in.flag();
            String ident = in.text();
            SharedObject known = isKnown ? objects.find(ident) : null;
            boolean isBuiltIn = in.flag();
            SharedObject object = isKnown
                    ? Objects.requireNonNull(known)
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
