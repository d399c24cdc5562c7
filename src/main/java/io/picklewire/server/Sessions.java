package io.picklewire.server;

import io.picklewire.connection.Link;
import io.picklewire.connection.LinkHandler;
import io.picklewire.session.Opened;
import io.picklewire.session.Opening;
import io.picklewire.shared.ClientId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The sessions of clients that may come back. Any thread. */
final class Sessions {
    private final String server;
    private final long patienceNanos;
    private final Map<ClientId, Session> byId = new ConcurrentHashMap<>();
    private volatile boolean takesBack;
    private @Nullable BiFunction<ClientId, Set<String>, Resumption> resumption;
    private final Map<ClientId, Set<String>> awaited = new ConcurrentHashMap<>();
    private @Nullable BiFunction<Session, @Nullable Object, LinkHandler> phases;

    /**
     * No sessions.
     *
     * @param server tells what this server keeps from what others keep
     * @param patienceNanos how long a client may be away
     */
    Sessions(String server, long patienceNanos) {
        this.server = server;
        this.patienceNanos = patienceNanos;
    }

    /** @param make gives what deals with a session's messages, and the address that its client takes the server to have */
    void begin(BiFunction<Session, @Nullable Object, LinkHandler> make) {
        phases = make;
    }

    /** What was found, or made. */
    record Found(Session session, Opened answer) {}

    /** The session that a client asks for through a connection, which is a new one if it is not there. */
    Found open(Opening opening, Link link) {
        ClientId client = ClientId.resumable(opening.id(), opening.takesTurns(), "", "");
        Session known = byId.get(client);
        if (known != null) {
            return new Found(known, new Opened(true, true, server));
        }
        Set<String> concerned = awaited.remove(client);
        Resumption before =
                resumption == null ? null : resumption.apply(client, concerned == null ? Set.of() : concerned);
        Session made = new Session(opening, link, before, () -> byId.remove(client));
        if (phases != null) {
            made.handler(phases.apply(made, opening.address()));
        }
        byId.put(client, made);
        return new Found(made, new Opened(false, takesBack, server));
    }

    /**
     * Clients held or waited for something when the server ended; they may come back.
     *
     * @param clients the idents of the objects where that was
     * @param make what one has asked for that comes back, and where it waited or held something
     */
    void await(Map<ClientId, Set<String>> clients, BiFunction<ClientId, Set<String>, Resumption> make) {
        takesBack = true;
        resumption = make;
        awaited.putAll(clients);
    }

    /** Whether the client is there, or may still come back. */
    boolean mayAsk(ClientId client) {
        return takesBack || byId.containsKey(client);
    }

    /** Those who have not come back, and where they held or waited for something. */
    Map<ClientId, Set<String>> notBack() {
        takesBack = false;
        Map<ClientId, Set<String>> all = Map.copyOf(awaited);
        awaited.keySet().removeAll(all.keySet());
        return all;
    }

    /** Ends those whose clients do not come back. */
    void look() {
        byId.values().forEach(session -> session.endIfGone(patienceNanos));
    }
}
