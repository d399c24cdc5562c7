package io.picklewire.server;

import io.picklewire.shared.ClientId;
import io.picklewire.shared.Delivery;
import io.picklewire.shared.Effect;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectTable;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a client that has come back had asked for before the server was started again. It becomes known bit by bit which answers
 * have reached it: those it does not ask for again, and goes on without, are taken back. Runs on the event loop of its session.
 */
final class Resumption {
    private final ObjectTable objects;
    private final CallRouter router;
    private final EventClock clock;
    private final ClientId client;
    private final Set<String> concerned;
    private final long last;
    /** The numbers of the requests whose answers are where they belong. */
    private final Set<Long> settled = new HashSet<>(0);

    private long arrived;
    private boolean hasGoneOn;

    /**
     * What is known of a client.
     *
     * @param concerned the idents of the objects where it waited, held something, or had something on its way from
     */
    Resumption(ObjectTable objects, CallRouter router, EventClock clock, ClientId client, Set<String> concerned) {
        this.objects = objects;
        this.router = router;
        this.clock = clock;
        this.client = client;
        this.concerned = concerned;
        LongStream waits = concerned.stream()
                .map(ident -> objects.waitOf(ident, client))
                .flatMapToLong(ticket -> ticket.isPresent() ? LongStream.of(ticket.getAsLong()) : LongStream.empty());
        LongStream answered = objects.answersTo(client).stream().mapToLong(Effect.Answer::ticket);
        this.last = LongStream.concat(waits, answered).max().orElse(0);
    }

    /** The idents of the objects that are to be told when the client ends. */
    Set<String> concerned() {
        return concerned;
    }

    /** The idents of the objects where it holds something. */
    Set<String> held() {
        return concerned.stream()
                .filter(ident -> objects.isHolder(ident, client))
                .collect(Collectors.toSet());
    }

    /** Whether the request with that number may have been carried out before the start. */
    boolean covers(long number) {
        return number <= last;
    }

    /** What that request was answered; null when it was not, or never came. It is where it belongs from now on. */
    Effect.@Nullable Answer answerTo(long number) {
        Effect.Answer answer = objects.answerTo(client, number);
        if (answer != null) {
            settled.add(number);
        }
        return answer;
    }

    /**
     * Whether an answer that comes now is not to be taken back although no call of the client waits for it.
     *
     * @param asked the number of the last request that the client has asked for, again or for the first time
     */
    boolean keeps(Effect.Answer answer, long asked) {
        return covers(answer.ticket()) && (answer.ticket() > asked || settled.contains(answer.ticket()));
    }

    /** The client has the answer to that request, and to all before. */
    void arrived(long number) {
        arrived = Math.max(arrived, number);
        settle(answer -> answer.ticket() <= number).forEach(answer -> {
            if (answer.value() instanceof Delivery.Item item) {
                router.delivered(client, answer.ident(), item.taking(), clock.time());
            }
        });
    }

    /** The answers to that request and all before will not be asked for again, and may be large. */
    void forget(long number) {
        objects.forgetAnswers(client, number);
    }

    /** The client asks for that, again or for the first time. What it has no answer to, and does not ask for again, it has given up. */
    void asks(long number) {
        if (hasGoneOn) {
            return;
        }
        hasGoneOn = true;
        for (String ident : concerned) {
            objects.waitOf(ident, client).ifPresent(ticket -> {
                if (ticket < number) {
                    submit(new Event.Abandoned(client, ticket, ident, clock.time()));
                }
            });
        }
        takeBack(number);
    }

    /** The client has ended. */
    void ended() {
        if (!hasGoneOn) {
            takeBack(Long.MAX_VALUE);
        }
    }

    private void takeBack(long before) {
        settle(answer -> answer.ticket() > arrived && answer.ticket() < before).forEach(answer -> {
            if (answer.value() instanceof Delivery delivery) {
                submit(new Event.Undelivered(client, answer.ident(), delivery, clock.time()));
            }
        });
    }

    private Stream<Effect.Answer> settle(Predicate<Effect.Answer> which) {
        return objects.answersTo(client).stream()
                .filter(answer -> covers(answer.ticket()))
                .filter(which)
                .filter(answer -> settled.add(answer.ticket()));
    }

    private void submit(Event event) {
        router.submit(event, Recipient.NOBODY);
    }
}
