package io.picklewire.shared;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The items of a queue that clients were given and that may come back: those on their way, and those that are lent. Guarded by
 * the queue.
 */
final class Loans {
    /** Of each client in the order in which it got them. */
    private final Map<ClientId, List<Loan>> byClient = new LinkedHashMap<>();

    private int size;

    /**
     * An item that a client has.
     *
     * @param taking the number of its first taking
     * @param deliveries how often it has been handed out, this time included
     * @param since when it was handed out this time
     * @param isOver whether its time is up: the client does not know, and will acknowledge it before what it got later
     */
    record Loan(ClientId client, @Nullable Object item, long taking, int deliveries, long since, boolean isOver) {
        private Loan over() {
            return new Loan(client, null, taking, deliveries, since, true);
        }

        private void save(StateWriter out) {
            out.client(client)
                    .value(item)
                    .number(taking)
                    .number(deliveries)
                    .number(since)
                    .flag(isOver);
        }

        private static Loan read(StateReader in) {
            return new Loan(in.client(), in.value(), in.number(), (int) in.number(), in.number(), in.flag());
        }
    }

    void add(Loan loan) {
        byClient.computeIfAbsent(loan.client(), any -> new ArrayList<>(1)).add(loan);
        if (!loan.isOver()) {
            size++;
        }
    }

    /** How many items are away. */
    int size() {
        return size;
    }

    /** Whether the client has any. */
    boolean has(ClientId client) {
        return byClient.containsKey(client);
    }

    /** Takes the item off the client's list; null when it is not there. */
    @Nullable
    Loan remove(ClientId client, long taking) {
        return removeFirst(client, loan -> loan.taking() == taking);
    }

    /** Takes the one that the client has had longest; null when it has none. */
    @Nullable
    Loan removeOldest(ClientId client) {
        return removeFirst(client, any -> true);
    }

    private @Nullable Loan removeFirst(ClientId client, Predicate<Loan> which) {
        Iterator<Loan> each = byClient.getOrDefault(client, List.of()).iterator();
        while (each.hasNext()) {
            Loan loan = each.next();
            if (which.test(loan)) {
                each.remove();
                forget(client, loan);
                return loan;
            }
        }
        return null;
    }

    private void forget(ClientId client, Loan loan) {
        if (byClient.getOrDefault(client, List.of()).isEmpty()) {
            byClient.remove(client);
        }
        if (!loan.isOver()) {
            size--;
        }
    }

    /** Takes all that the client has, in the order in which they are to come back. */
    List<Loan> removeAll(ClientId client) {
        List<Loan> all = byClient.getOrDefault(client, List.of()).stream()
                .filter(loan -> !loan.isOver())
                .sorted(Comparator.comparingLong(Loan::taking))
                .toList();
        byClient.remove(client);
        size -= all.size();
        return all;
    }

    /** The clients that have some. */
    List<ClientId> clients() {
        return List.copyOf(byClient.keySet());
    }

    /** Whether an item was handed out before {@code time}, and is still away. */
    boolean hasBefore(long time) {
        return all().stream().anyMatch(loan -> !loan.isOver() && loan.since() < time);
    }

    /** Takes what was handed out before {@code time}; each stays on its client's list as one whose time is up. */
    List<Loan> endBefore(long time) {
        List<Loan> ended = new ArrayList<>();
        byClient.values()
                .forEach(loans -> loans.replaceAll(loan -> {
                    if (loan.isOver() || loan.since() >= time) {
                        return loan;
                    }
                    ended.add(loan);
                    return loan.over();
                }));
        size -= ended.size();
        ended.sort(Comparator.comparingLong(Loan::taking));
        return ended;
    }

    /** All, those whose time is up included. */
    List<Loan> all() {
        return byClient.values().stream().flatMap(List::stream).toList();
    }

    void save(StateWriter out) {
        out.each(all(), loan -> loan.save(out));
    }

    /** Takes what {@link #save} wrote; this has none yet. */
    void restore(StateReader in) {
        in.each(() -> Loan.read(in)).forEach(this::add);
    }
}
