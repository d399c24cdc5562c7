package io.picklewire.shared;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told of an object besides its value. Immutable; any thread.
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

    /** Copies the lists, and drops waits that nobody waits in. */
    public ObjectStatus {
        facts = List.copyOf(facts);
        waiting = waiting.stream().filter(each -> !each.clients().isEmpty()).toList();
    }

    /**
     * One fact, such as {@code qsize 2} or {@code set}.
     *
     * @param name what it is about
     * @param value a number, or a text; null where the name says it all
     */
    public record Fact(String name, @Nullable Object value) {
        static Fact of(String name) {
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
     * @param client who it is
     * @param depth how often it has acquired the lock without releasing it
     * @param hasEnded whether its connection has ended
     */
    public record Owner(ClientId client, int depth, boolean hasEnded) {
        @Override
        public String toString() {
            return "owner " + client + (hasEnded ? ", which has ended" : "");
        }
    }

    /**
     * Those who wait for the same thing.
     *
     * @param purpose what they do: {@code waiting}, {@code joining}
     * @param clients in the order of coming
     */
    public record Waiting(String purpose, List<ClientId> clients) {
        static Waiting of(String purpose, Collection<Waiter> waiters) {
            return new Waiting(purpose, waiters.stream().map(Waiter::client).toList());
        }

        @Override
        public String toString() {
            return clients.stream()
                    .limit(NAMED)
                    .map(ClientId::name)
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
}
