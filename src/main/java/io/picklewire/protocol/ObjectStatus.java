package io.picklewire.protocol;

import io.picklewire.python.PyTuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * What a manager tells of a shared object besides its value. Immutable; any thread. CPython's managers tell nothing of the kind.
 *
 * @param facts in the order in which people want to read them
 * @param owner who owns it; null for an object that nobody owns, or can own
 * @param waiting who waits, and for what
 */
public record ObjectStatus(List<Fact> facts, @Nullable Owner owner, List<Waiting> waiting) {
    /** Nothing to be told. */
    public static final ObjectStatus NONE = new ObjectStatus(List.of(), null, List.of());

    /** As many are named where all would be too many. */
    private static final int NAMED = 8;

    /** Copies the lists, and drops what nobody waits for. */
    public ObjectStatus {
        facts = List.copyOf(facts);
        waiting = waiting.stream().filter(each -> !each.clients().isEmpty()).toList();
    }

    /**
     * One fact, such as {@code qsize 2} or {@code set}.
     *
     * @param name what it is about
     * @param value a whole number, or a text; null where the name says it all
     */
    public record Fact(String name, @Nullable Object value) {
        /** A fact that its name says. */
        public static Fact of(String name) {
            return new Fact(name, null);
        }

        @Override
        public String toString() {
            return value == null ? name : name + " " + value;
        }
    }

    /**
     * The owner of a lock.
     *
     * @param client who it is: {@code MainProcess|Thread-1 at 127.0.0.1:40112}
     * @param depth how often it has acquired the lock without releasing it
     * @param hasEnded whether its connection has ended
     */
    public record Owner(String client, int depth, boolean hasEnded) {
        @Override
        public String toString() {
            return "owner " + client + (hasEnded ? ", which has ended" : "");
        }
    }

    /**
     * Those who wait for the same thing.
     *
     * @param purpose what they do: {@code waiting}, {@code joining}
     * @param clients their names, in the order of coming
     */
    public record Waiting(String purpose, List<String> clients) {
        /** Copies the list. */
        public Waiting {
            clients = List.copyOf(clients);
        }

        @Override
        public String toString() {
            return clients.stream()
                    .limit(NAMED)
                    .collect(Collectors.joining(
                            ", ", clients.size() + " " + purpose + ": ", clients.size() > NAMED ? ", ..." : ""));
        }
    }

    /** Whether there is nothing to be told. */
    public boolean isEmpty() {
        return facts.isEmpty() && owner == null && waiting.isEmpty();
    }

    /** In one line, as {@code debug_info} has it: {@code owner MainProcess at 127.0.0.1:40112, 1 waiting: Thread-2}. */
    @Override
    public String toString() {
        List<Object> parts = new ArrayList<>(facts);
        if (owner != null) {
            parts.add(owner);
        }
        parts.addAll(waiting);
        return parts.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** As a Python value: {@code (facts, owner, waiting)}, each of tuples. */
    Object toPython() {
        Object own = owner == null ? null : PyTuple.of(owner.client(), owner.depth(), owner.hasEnded());
        List<Object> told = facts.stream()
                .map(fact -> (Object) PyTuple.of(fact.name(), fact.value()))
                .toList();
        List<Object> waits = waiting.stream()
                .map(each -> (Object) PyTuple.of(each.purpose(), new ArrayList<>(each.clients())))
                .toList();
        return PyTuple.of(new ArrayList<>(told), own, new ArrayList<>(waits));
    }

    /** @throws PickleException when it is something else */
    static ObjectStatus read(@Nullable Object value) {
        PyTuple parts = tuple(value, 3);
        List<Fact> facts = list(parts.get(0)).stream()
                .map(each -> tuple(each, 2))
                .map(fact -> new Fact(text(fact.get(0)), fact.get(1)))
                .toList();
        List<Waiting> waiting = list(parts.get(2)).stream()
                .map(each -> tuple(each, 2))
                .map(each -> new Waiting(
                        text(each.get(0)),
                        list(each.get(1)).stream().map(ObjectStatus::text).toList()))
                .toList();
        return new ObjectStatus(facts, parts.get(1) == null ? null : owner(tuple(parts.get(1), 3)), waiting);
    }

    private static Owner owner(PyTuple parts) {
        if (parts.get(1) instanceof Integer depth && parts.get(2) instanceof Boolean hasEnded) {
            return new Owner(text(parts.get(0)), depth, hasEnded);
        }
        throw ReplyShape.unfit("the owner of an object", parts, "a tuple (str, int, bool)");
    }

    private static PyTuple tuple(@Nullable Object value, int size) {
        if (value instanceof PyTuple tuple && tuple.size() == size) {
            return tuple;
        }
        throw ReplyShape.unfit("a part of an object's status", value, "a tuple of " + size);
    }

    private static List<?> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw ReplyShape.unfit("a part of an object's status", value, "a list");
    }

    private static String text(@Nullable Object value) {
        return ReplyShape.text("a text in an object's status", value);
    }
}
