package io.picklewire.shared;

import static io.picklewire.shared.Client.answer;
import static io.picklewire.shared.Client.loseAnswer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A stock of permits is never more than it was, whoever dies. */
class BoundedSemaphoreTest {
    private final Client anna = new Client("anna");
    private final Client bert = new Client("bert");
    private final Client carl = new Client("carl");

    @Test
    void whatOneWhoIsGoneHadIsThereAgain() {
        SharedSemaphore semaphore = SharedSemaphore.of(true, 3);
        anna.call(semaphore, "acquire");
        anna.call(semaphore, "acquire");
        bert.call(semaphore, "acquire");
        anna.leave();
        assertThat(semaphore.status().toString()).isEqualTo("value 2");
    }

    @Test
    void whatAnotherReleasedForOneIsNotReleasedAgainWhenThatOneGoes() {
        SharedSemaphore semaphore = SharedSemaphore.of(true, 1);
        anna.call(semaphore, "acquire");
        bert.call(semaphore, "release");
        assertThat(carl.call(semaphore, "acquire", false)).isEqualTo(true);
        anna.leave();
        assertThat(bert.call(semaphore, "acquire", false))
                .as("carl has the only one")
                .isEqualTo(false);
        carl.leave();
        assertThat(bert.call(semaphore, "acquire", false)).isEqualTo(true);
    }

    @Test
    void whoHasOneReleasesItsOwnFirst() {
        SharedSemaphore semaphore = SharedSemaphore.of(true, 2);
        anna.call(semaphore, "acquire");
        bert.call(semaphore, "acquire");
        bert.call(semaphore, "release");
        bert.leave();
        assertThat(semaphore.status().toString()).isEqualTo("value 1");
        anna.leave();
        assertThat(semaphore.status().toString()).isEqualTo("value 2");
        assertThatThrownBy(() -> carl.call(semaphore, "release")).hasMessageContaining("released too many times");
    }

    @Test
    void aPermitWhoseAnswerIsLostGoesToTheNext() {
        for (boolean isBounded : new boolean[] {true, false}) {
            SharedSemaphore semaphore = SharedSemaphore.of(isBounded, 1);
            carl.call(semaphore, "acquire");
            CompletableFuture<?> first = anna.start(semaphore, "acquire");
            CompletableFuture<?> second = bert.start(semaphore, "acquire");
            carl.call(semaphore, "release");
            loseAnswer(first);
            assertThat(answer(second)).isEqualTo(true);
            assertThat(semaphore.status().toString()).isEqualTo("value 0");
        }
    }

    @Test
    void aPermitWhoseTakerIsGoneIsGivenBackOnce() {
        SharedSemaphore semaphore = SharedSemaphore.of(true, 2);
        carl.call(semaphore, "acquire");
        carl.call(semaphore, "acquire");
        CompletableFuture<?> waiting = anna.start(semaphore, "acquire");
        carl.call(semaphore, "release");
        anna.leave();
        loseAnswer(waiting);
        assertThat(semaphore.status().toString()).isEqualTo("value 1");
    }

    @Test
    void anUnboundedOneKeepsItsCount() {
        SharedSemaphore semaphore = SharedSemaphore.of(false, 1);
        anna.call(semaphore, "acquire");
        anna.leave();
        assertThat(semaphore.status().toString()).isEqualTo("value 0");
    }
}
