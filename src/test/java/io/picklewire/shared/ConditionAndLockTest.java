package io.picklewire.shared;

import static io.picklewire.shared.Client.answer;
import static io.picklewire.shared.Client.loseAnswer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.python.PyException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders of events that a network brings about by chance only. */
class ConditionAndLockTest {
    private final Client anna = new Client("anna");
    private final Client bert = new Client("bert");
    private final Client carl = new Client("carl");

    private static SharedLock lock(boolean isReentrant) {
        return isReentrant ? SharedLock.reentrant() : SharedLock.plain();
    }

    private static CompletableFuture<?> sleep(Client client, SharedCondition condition, Object... timeout) {
        client.call(condition, "acquire");
        return client.start(condition, "wait", timeout);
    }

    private void notifyOne(SharedCondition condition) {
        carl.call(condition, "acquire");
        carl.call(condition, "notify");
        carl.call(condition, "release");
    }

    @Test
    void aNotificationForOneWhoIsGoneGoesToTheNext() {
        SharedCondition condition = new SharedCondition();
        assertThat(sleep(anna, condition)).isNotDone();
        CompletableFuture<?> second = sleep(bert, condition);
        anna.leave(condition);
        notifyOne(condition);
        assertThat(answer(second)).isEqualTo(true);
    }

    @Test
    void aNotificationForOneWhoGoesWhileTheLockIsNotFreeGoesToTheNext() {
        SharedCondition condition = new SharedCondition();
        assertThat(sleep(anna, condition)).isNotDone();
        CompletableFuture<?> second = sleep(bert, condition);
        carl.call(condition, "acquire");
        carl.call(condition, "notify");
        anna.leave(condition);
        carl.call(condition, "release");
        assertThat(answer(second)).isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNotificationWhoseAnswerIsLostGoesToTheNextWhicheverIsSeenFirst(boolean goneFirst) {
        SharedCondition condition = new SharedCondition();
        CompletableFuture<?> first = sleep(anna, condition);
        CompletableFuture<?> second = sleep(bert, condition);
        notifyOne(condition);
        if (goneFirst) {
            anna.leave();
            loseAnswer(first);
        } else {
            loseAnswer(first);
            anna.leave();
        }
        assertThat(answer(second)).isEqualTo(true);
        assertThat(bert.call(condition, "release")).isNull();
        assertThat(carl.call(condition, "acquire", false)).isEqualTo(true);
    }

    @Test
    void aTimeoutWhoseAnswerIsLostNotifiesNobody() {
        SharedCondition condition = new SharedCondition();
        CompletableFuture<?> first = sleep(anna, condition, 1);
        CompletableFuture<?> second = sleep(bert, condition);
        anna.timeIsUp();
        anna.leave();
        loseAnswer(first);
        assertThat(second).isNotDone();
    }

    @Test
    void aLockWhoseAnswerIsLostGoesToTheNext() {
        for (boolean isReentrant : new boolean[] {false, true}) {
            SharedLock lock = lock(isReentrant);
            carl.call(lock, "acquire");
            CompletableFuture<?> first = anna.start(lock, "acquire");
            CompletableFuture<?> second = bert.start(lock, "acquire");
            carl.call(lock, "release");
            loseAnswer(first);
            assertThat(answer(second)).isEqualTo(true);
        }
    }

    @Test
    void aLockThatWasReleasedMeanwhileIsNotTakenBackFromTheNextOwner() {
        SharedLock lock = SharedLock.plain();
        carl.call(lock, "acquire");
        CompletableFuture<?> first = anna.start(lock, "acquire");
        carl.call(lock, "release");
        carl.call(lock, "release");
        assertThat(bert.call(lock, "acquire", false)).isEqualTo(true);
        loseAnswer(first);
        assertThat(carl.call(lock, "locked")).isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsInterruptedInAWaitLeavesItsBlockAndNobodyElsesLock(boolean isReentrant) {
        SharedCondition condition = new SharedCondition(lock(isReentrant));
        assertThat(sleep(anna, condition)).isNotDone();
        bert.call(condition, "acquire");
        anna.abandon(condition);
        assertThat(anna.call(condition, "release")).isNull();
        assertThat(carl.call(condition, "acquire", false))
                .as("bert still has it")
                .isEqualTo(false);
        assertThat(bert.call(condition, "release")).isNull();
        assertThatThrownBy(() -> anna.call(condition, "release")).isInstanceOf(PyException.class);
    }

    @Test
    void whoIsInterruptedInAWaitReleasesAsOftenAsItAcquired() {
        SharedCondition condition = new SharedCondition();
        anna.call(condition, "acquire");
        anna.call(condition, "acquire");
        assertThat(sleep(anna, condition)).isNotDone();
        anna.abandon(condition);
        for (int i = 0; i < 3; i++) {
            assertThat(anna.call(condition, "release")).isNull();
        }
        assertThatThrownBy(() -> anna.call(condition, "release"))
                .hasMessageContaining("cannot release un-acquired lock");
        assertThat(bert.call(condition, "acquire", false)).isEqualTo(true);
    }

    @Test
    void whoIsInterruptedInAWaitMayAcquireTheLockAgainWithinIt() {
        SharedCondition condition = new SharedCondition();
        assertThat(sleep(anna, condition)).isNotDone();
        anna.abandon(condition);
        assertThat(anna.call(condition, "acquire")).isEqualTo(true);
        assertThat(anna.call(condition, "release")).isNull();
        assertThat(bert.call(condition, "acquire", false))
                .as("anna is still in the outer block")
                .isEqualTo(false);
        assertThat(anna.call(condition, "release")).isNull();
        assertThat(bert.call(condition, "acquire", false)).isEqualTo(true);
    }

    @Test
    void whoIsInterruptedInAWaitMayWaitAndNotifyAgain() {
        SharedCondition condition = new SharedCondition();
        CompletableFuture<?> other = sleep(bert, condition);
        assertThat(sleep(anna, condition)).isNotDone();
        anna.abandon(condition);
        assertThat(anna.call(condition, "notify")).isNull();
        assertThat(answer(other)).isEqualTo(true);
        bert.call(condition, "release");
        CompletableFuture<?> again = anna.start(condition, "wait");
        notifyOne(condition);
        assertThat(answer(again)).isEqualTo(true);
        assertThat(anna.call(condition, "release")).isNull();
        assertThat(bert.call(condition, "acquire", false)).isEqualTo(true);
    }

    @Test
    void whoIsInterruptedWhenItsAnswerIsOnTheWayOwnsTheLock() {
        SharedCondition condition = new SharedCondition();
        CompletableFuture<?> waiting = sleep(anna, condition);
        notifyOne(condition);
        anna.abandon(condition);
        loseAnswer(waiting);
        assertThat(bert.call(condition, "acquire", false)).isEqualTo(false);
        assertThat(anna.call(condition, "release")).isNull();
        assertThat(bert.call(condition, "acquire", false)).isEqualTo(true);
    }

    @Test
    void whatAnInterruptedOneBelievesToOwnEndsWithIt() {
        SharedCondition condition = new SharedCondition();
        assertThat(sleep(anna, condition)).isNotDone();
        anna.abandon(condition);
        anna.leave();
        assertThat(bert.call(condition, "acquire", false)).isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(doubles = {9_223_372_036.0, 1e9})
    void aWaitOfDecadesNeedsNoTimer(double seconds) {
        SharedLock lock = SharedLock.plain();
        carl.call(lock, "acquire");
        CompletableFuture<?> waiting = anna.start(lock, "acquire", true, seconds);
        anna.timeIsUp();
        assertThat(waiting).isNotDone();
        carl.call(lock, "release");
        assertThat(answer(waiting)).isEqualTo(true);
    }

    @Test
    void onlyOnesTurnIsOnesOwn() {
        SharedLock lock = SharedLock.plain();
        carl.call(lock, "acquire");
        CompletableFuture<?> first = anna.start(lock, "acquire");
        CompletableFuture<?> second = bert.start(lock, "acquire");
        assertThat(lock.holder(anna.id())).isEqualTo(carl.id());
        assertThat(lock.status().toString()).isEqualTo("owner carl, 2 waiting: anna, bert");
        carl.call(lock, "release");
        assertThat(answer(first)).isEqualTo(true);
        assertThat(second).isNotDone();
        assertThat(lock.holder(bert.id())).isEqualTo(anna.id());
        assertThat(lock.holder(anna.id())).isNull();
        anna.leave();
        assertThat(answer(second)).isEqualTo(true);
    }
}
