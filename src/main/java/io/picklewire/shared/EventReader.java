package io.picklewire.shared;

import io.picklewire.pickle.Reader;
import io.picklewire.process.ProcessId;
import io.picklewire.protocol.Request;
import io.picklewire.python.Sealed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads what {@link Event#write} wrote. Used once.
 *
 * @param time the time of the event
 * @param objects the objects of the table to which it is to be applied
 */
record EventReader(StateReader in, long time, ObjectLookup objects) {
    Event called() {
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

    Event abandoned() {
        return new Event.Abandoned(in.client(), in.number(), in.text(), time);
    }

    Event departed() {
        return new Event.Departed(in.client(), in.text(), time);
    }

    Event killed() {
        return new Event.Killed(in.client(), in.text(), time);
    }

    Event timerFired() {
        return new Event.TimerFired(in.client(), in.number(), in.text(), time);
    }

    Event undelivered() {
        return new Event.Undelivered(in.client(), in.text(), Delivery.read(in), time);
    }

    Event created() {
        return new Event.Created(in.client(), in.number(), Event.Names.read(in), args(), kwargs(), contents(), time);
    }

    Event entered() {
        ClientId client = in.client();
        long ticket = in.number();
        Event.Names names = Event.Names.read(in);
        String known = in.text();
        boolean isBuiltIn = in.flag();
        return new Event.Entered(client, ticket, names, object(known, isBuiltIn), time);
    }

    private SharedObject object(String known, boolean isBuiltIn) {
        if (!known.isEmpty()) {
            return Objects.requireNonNull(objects.find(known));
        }
        return isBuiltIn ? SharedTypes.read(in, objects) : new ObjectElsewhere();
    }

    Event retained() {
        return new Event.Retained(in.client(), in.number(), in.text(), in.process(), time);
    }

    Event released() {
        return new Event.Released(in.client(), in.number(), in.text(), in.process(), time);
    }

    Event unretained() {
        return new Event.Unretained(in.text(), in.flag(), time);
    }

    Event processesEnded() {
        String ident = in.text();
        List<ProcessId> processes = new ArrayList<>();
        in.each(in::process).forEach(process -> processes.add(Objects.requireNonNull(process)));
        return new Event.ProcessesEnded(ident, processes, time);
    }

    Event freshExpired() {
        return new Event.FreshExpired(in.text(), in.number(), time);
    }

    Event delivered() {
        return new Event.Delivered(in.client(), in.text(), in.number(), time);
    }

    Event restarted() {
        return new Event.Restarted(in.text(), time);
    }

    Event unknownEnded() {
        return new Event.UnknownEnded(in.text(), time);
    }

    Event leasesExpired() {
        return new Event.LeasesExpired(in.text(), time);
    }

    Event collected() {
        return new Event.Collected(in.text(), in.number(), time);
    }
}
