package io.picklewire.shared;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a client that may come back was answered last, as many answers as may be on their way to it. Any thread. */
final class LastAnswers {
    private final int window;
    private final TreeMap<Long, Effect.Answer> byTicket = new TreeMap<>();

    LastAnswers(int window) {
        this.window = window;
    }

    synchronized void add(Effect.Answer answer) {
        byTicket.put(answer.ticket(), answer);
        while (byTicket.lastKey() - byTicket.firstKey() >= window) {
            byTicket.pollFirstEntry();
        }
    }

    /** The answer to that request; null when it is not among these. */
    synchronized Effect.@Nullable Answer to(long ticket) {
        return byTicket.get(ticket);
    }

    synchronized void forget(long ticket) {
        byTicket.headMap(ticket, true).clear();
    }

    synchronized List<Effect.Answer> all() {
        return List.copyOf(byTicket.values());
    }
}
