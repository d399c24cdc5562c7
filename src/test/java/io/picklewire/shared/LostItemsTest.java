package io.picklewire.shared;

import static io.picklewire.shared.Client.loseAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.python.Sealed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Items of a queue that were on their way to clients who are gone are back in their order. */
class LostItemsTest {
    private final SharedQueue queue = new SharedQueue(0);
    private final Client producer = new Client("producer");

    private void put(int... numbers) {
        for (int number : numbers) {
            producer.call(queue, "put", number);
        }
    }

    private List<Object> rest() {
        List<Object> items = new ArrayList<>();
        while (queue.size() > 0) {
            items.add(Sealed.open(((Delivery) producer.call(queue, "get")).value()));
        }
        return items;
    }

    @Test
    void ofWaitingClientsWhicheverIsNoticedFirst() {
        for (boolean isFirstNoticedFirst : new boolean[] {true, false}) {
            CompletableFuture<?> first = new Client("first").start(queue, "get");
            CompletableFuture<?> second = new Client("second").start(queue, "get");
            put(0, 1, 2);

            loseAnswer(isFirstNoticedFirst ? first : second);
            loseAnswer(isFirstNoticedFirst ? second : first);

            assertThat(rest()).containsExactly(0, 1, 2);
        }
    }

    @Test
    void ofClientsThatDidNotWait() {
        put(0, 1, 2, 3);
        Object first = new Client("first").call(queue, "get");
        Object second = new Client("second").call(queue, "get_nowait");

        new Client("first").lose(queue, first);
        new Client("second").lose(queue, second);

        assertThat(rest()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void alsoOnesThatWereLostTwice() {
        CompletableFuture<?> first = new Client("first").start(queue, "get");
        CompletableFuture<?> second = new Client("second").start(queue, "get");
        CompletableFuture<?> third = new Client("third").start(queue, "get");
        put(0, 1);

        loseAnswer(first); // to the third
        put(2);
        loseAnswer(second);
        loseAnswer(third);

        assertThat(rest()).containsExactly(0, 1, 2);
    }

    @Test
    void theyCountAsItemsUntilTheQueueIsShutDown() {
        CompletableFuture<?> waiting = new Client("first").start(queue, "get");
        put(0, 1);
        loseAnswer(waiting);

        assertThat(queue.status().toString()).isEqualTo("qsize 2, unfinished tasks 2");
        assertThat(producer.call(queue, "empty")).isEqualTo(false);
        producer.call(queue, "shutdown", true);
        assertThat(queue.status().toString()).isEqualTo("qsize 0, shut down");
    }
}
