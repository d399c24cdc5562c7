package io.picklewire.shared;

import io.picklewire.process.ProcessId;
import io.picklewire.protocol.Request;
import io.picklewire.python.Sealed;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What changes the shared objects. Nothing else does: the same events in the same order make the same state and the same
 * {@link Effect}s, on any machine. So an event carries all that was found out beforehand: the time, the client's process, the
 * ident of what is made, what other objects contained. Immutable; any thread.
 */
public sealed interface Event {
    /** When it happened: nanoseconds of a clock that never goes back. */
    long time();

    /** The ident of the object that it is about; of {@link Entered}, the one that it has if it is not there yet. */
    String ident();

    /** Makes the change, under the lock of what is changed. */
    void apply(ObjectTable table, Effects effects);

    /** Writes all but the time, for {@link EventRecord} to read; {@code effects} came of it. */
    void write(StateWriter out, List<Effect> effects);

    /** An event of one object. Its place among the events of that object matters, and among no others. */
    sealed interface OfObject extends Event {
        @Override
        default void apply(ObjectTable table, Effects effects) {
            table.apply(this, effects);
        }

        /** Makes the change. */
        void apply(BuiltInObject<?> object, Effects effects);
    }

    /** An event of the table of objects. Its place among the other events of the table matters. */
    sealed interface OfTable extends Event {
        @Override
        default void apply(ObjectTable table, Effects effects) {
            table.apply(this, effects);
        }

        /** Makes the change. */
        void apply(ObjectEntries entries, Effects effects);
    }

    /** A request of a client, which {@link Effect.Answer} answers. */
    sealed interface Asked extends Event {
        /** The client that asks, and is answered. */
        ClientId client();

        /** The number of the request among those of the client. */
        long ticket();
    }

    /**
     * A client calls a method.
     *
     * @param request the method and its arguments, as they came
     * @param contents what the objects contained whose proxies are arguments
     * @param resultIdent the ident under which the result is shared, where the method's results are; null elsewhere
     */
    record Called(
            ClientId client, long ticket, Request request, Contents contents, @Nullable String resultIdent, long time)
            implements OfObject, Asked {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.client(client).number(ticket).text(ident()).text(request.method());
            out.number(request.reader().protocol());
            out.arguments(request.args(), request.kwargs(), contents);
            out.flag(resultIdent != null).text(String.valueOf(resultIdent));
        }

        @Override
        public String ident() {
            return String.valueOf(request.ident());
        }

        @Override
        public void apply(BuiltInObject<?> object, Effects effects) {
            object.called(this, effects);
        }
    }

    /** A client has given up a call that waits: its user pressed Ctrl-C. It gets no answer, and goes on. */
    record Abandoned(ClientId client, long ticket, String ident, long time) implements OfObject {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.client(client).number(ticket).text(ident);
        }

        @Override
        public void apply(BuiltInObject<?> object, Effects effects) {
            object.change(this, effects, () -> object.abandoned(this));
        }
    }

    /**
     * A client's connection has ended, which says nothing yet of its process. Its wait ends; what it holds stays held where
     * another may release it, and is released where nobody else can.
     */
    record Departed(ClientId client, String ident, long time) implements OfObject {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.client(client).text(ident);
        }

        @Override
        public void apply(BuiltInObject<?> object, Effects effects) {
            object.change(this, effects, () -> object.departed(client));
        }
    }

    /** A client's process was killed, or may have been: its wait ends, and what it held is released. */
    record Killed(ClientId client, String ident, long time) implements OfObject {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.client(client).text(ident);
        }

        @Override
        public void apply(BuiltInObject<?> object, Effects effects) {
            object.change(this, effects, () -> object.killed(client));
        }
    }

    /** The time of a call that waits is up: {@link Effect.SetTimer} had asked for that. */
    record TimerFired(ClientId client, long ticket, String ident, long time) implements OfObject {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.client(client).number(ticket).text(ident);
        }

        @Override
        public void apply(BuiltInObject<?> object, Effects effects) {
            object.change(this, effects, () -> object.timerFired(this));
        }
    }

    /**
     * An answer did not reach its client.
     *
     * @param delivery what was on its way
     */
    record Undelivered(ClientId client, String ident, Delivery delivery, long time) implements OfObject {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.client(client).text(ident);
            delivery.write(out);
        }

        @Override
        public void apply(BuiltInObject<?> object, Effects effects) {
            object.change(this, effects, () -> object.undelivered(client, delivery));
        }
    }

    /**
     * An answer has reached its client, or will, whatever happens to the server.
     *
     * @param taking the number of the {@link Delivery.Item} that was on its way
     */
    record Delivered(ClientId client, String ident, long taking, long time) implements OfObject {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.client(client).text(ident).number(taking);
        }

        @Override
        public void apply(BuiltInObject<?> object, Effects effects) {
            object.change(this, effects, () -> object.delivered(client, taking));
        }
    }

    /** The server has been started again: the clients that it had are gone, and what was on its way to them comes back. */
    record Restarted(String ident, long time) implements OfObject {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.text(ident);
        }

        @Override
        public void apply(BuiltInObject<?> object, Effects effects) {
            object.change(this, effects, object::restarted);
        }
    }

    /** What was lent longer ago than it may be comes back. */
    record LeasesExpired(String ident, long time) implements OfObject {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.text(ident);
        }

        @Override
        public void apply(BuiltInObject<?> object, Effects effects) {
            object.change(this, effects, object::expireLeases);
        }
    }

    /**
     * A client asks for a new object of a built-in type ({@code create}). The answer is an {@link ObjectEntry}.
     *
     * @param names the ident of the object, and what it is called
     * @param args the arguments of its constructor, as they came
     * @param contents what the objects contained whose proxies are arguments
     */
    record Created(
            ClientId client,
            long ticket,
            Names names,
            List<Sealed> args,
            Map<String, Sealed> kwargs,
            Contents contents,
            long time)
            implements Asked {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.client(client).number(ticket);
            names.write(out);
            out.arguments(args, kwargs, contents);
        }

        @Override
        public String ident() {
            return names.ident();
        }

        @Override
        public void apply(ObjectTable table, Effects effects) {
            table.created(this, effects);
        }
    }

    /**
     * What an object that is made is called, and for whom it is made.
     *
     * @param ident its ident
     * @param typeid the name of its type in the client's registry
     * @param type the name of its type here
     * @param process the process of the client that has it made, where that is known
     */
    record Names(String ident, String typeid, String type, @Nullable ProcessId process) {
        void write(StateWriter out) {
            out.text(ident).text(typeid).text(type).process(process);
        }

        static Names read(StateReader in) {
            return new Names(in.text(), in.text(), in.text(), in.process());
        }
    }

    /**
     * An object of the application is shared, or shared again. The answer is an {@link ObjectEntry}. An object that is not of a
     * built-in type is outside of all that events say: only the references to it are counted.
     *
     * @param object the object; a record of the event has its state instead
     */
    record Entered(ClientId client, long ticket, Names names, SharedObject object, long time)
            implements OfTable, Asked {
        /** An object that was there before is the same again; of a new one of a built-in type its state is written. */
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.client(client).number(ticket);
            names.write(out);
            BuiltInObject<?> builtIn = object instanceof BuiltInObject<?> mine ? mine : null;
            String ident = builtIn != null
                    ? builtIn.ident()
                    : effects.stream().map(Effect::sharedIdent).findFirst().orElse("");
            String known = ident.equals(names.ident()) ? "" : ident;
            out.text(known).flag(builtIn != null);
            if (known.isEmpty() && builtIn != null) {
                builtIn.saveWhole(out);
            }
        }

        @Override
        public String ident() {
            return names.ident();
        }

        @Override
        public void apply(ObjectEntries entries, Effects effects) {
            entries.entered(this, effects);
        }
    }

    /** A process refers to an object ({@code incref}). The answer is None, or a KeyError. */
    record Retained(ClientId client, long ticket, String ident, @Nullable ProcessId process, long time)
            implements OfTable, Asked {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.client(client).number(ticket).text(ident).process(process);
        }

        @Override
        public void apply(ObjectEntries entries, Effects effects) {
            entries.retained(this, effects);
        }
    }

    /** A process refers to an object no more ({@code decref}). The answer is None, a KeyError or an AssertionError. */
    record Released(ClientId client, long ticket, String ident, @Nullable ProcessId process, long time)
            implements OfTable, Asked {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.client(client).number(ticket).text(ident).process(process);
        }

        @Override
        public void apply(ObjectEntries entries, Effects effects) {
            entries.released(this, effects);
        }
    }

    /**
     * The answer to {@link Created}, {@link Entered} or {@link Retained} did not reach a client whose process is not known,
     * so that nobody would ever drop its reference.
     *
     * @param isFresh whether it is the reference that making the object left
     */
    record Unretained(String ident, boolean isFresh, long time) implements OfTable {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.text(ident).flag(isFresh);
        }

        @Override
        public void apply(ObjectEntries entries, Effects effects) {
            entries.unretained(this);
        }
    }

    /** Processes have ended: their references to an object go with them. */
    record ProcessesEnded(String ident, List<ProcessId> processes, long time) implements OfTable {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.text(ident).each(processes, out::process);
        }

        @Override
        public void apply(ObjectEntries entries, Effects effects) {
            entries.processesEnded(this);
        }
    }

    /** References that making an object left, to a process that is not known, end when they are older than {@code grace}. */
    record FreshExpired(String ident, long grace, long time) implements OfTable {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.text(ident).number(grace);
        }

        @Override
        public void apply(ObjectEntries entries, Effects effects) {
            entries.freshExpired(this);
        }
    }

    /**
     * The processes that are not known and referred to an object before the server was started again have had time to come back,
     * and have not: their references go.
     */
    record UnknownEnded(String ident, long time) implements OfTable {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.text(ident);
        }

        @Override
        public void apply(ObjectEntries entries, Effects effects) {
            entries.unknownEnded(this);
        }
    }

    /**
     * An object that nobody refers to is to go. It stays if somebody refers to it by now, or has meanwhile.
     *
     * @param abandonments how often it had been left without references when that was decided
     */
    record Collected(String ident, long abandonments, long time) implements Event {
        @Override
        public void write(StateWriter out, List<Effect> effects) {
            out.text(ident).number(abandonments);
        }

        @Override
        public void apply(ObjectTable table, Effects effects) {
            table.collected(this, effects);
        }
    }
}
