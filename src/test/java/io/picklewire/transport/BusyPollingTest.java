package io.picklewire.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BusyPollingTest {
    private static final long TURN_NANOS = 10_000;

    private final AtomicLong clock = new AtomicLong();
    private final Input input = new Input();
    private final Loop loop = new Loop();
    private final BusyPolling poll = new BusyPolling(input, clock::get, () -> clock.addAndGet(TURN_NANOS));

    @Test
    void whatComesSoonIsFoundWithoutSleeping() {
        input.looks.addAll(List.of(0, 0, 3));

        assertThat(poll.run(loop)).isEqualTo(3);
        assertThat(input.mayWait).containsExactly(false, false, false);
    }

    @Test
    void whatDoesNotComeInTimeIsWaitedFor() {
        poll.run(loop);

        assertThat(clock).hasValue(BusyPolling.LOOKING_NANOS);
        assertThat(input.mayWait).last().isEqualTo(true);
        assertThat(input.mayWait).filteredOn(each -> each).hasSize(1);
    }

    @Test
    void aTaskOfTheLoopEndsIt() {
        loop.hasTask = true;

        assertThat(poll.run(loop)).isZero();
        assertThat(input.mayWait).containsExactly(false);
        assertThat(clock).hasValue(0);
    }

    @Test
    void aThreadThatHadAUseForTheProcessorEndsIt() {
        BusyPolling giving = new BusyPolling(input, clock::get, () -> clock.addAndGet(BusyPolling.LENT_NANOS + 1));

        giving.run(loop);

        assertThat(input.mayWait).containsExactly(false, false, true);
    }

    @Test
    void aClientThatHadTheProcessorForAMomentIsNoReasonToGiveUp() {
        BusyPolling giving = new BusyPolling(input, clock::get, () -> clock.addAndGet(BusyPolling.LENT_NANOS - 1));
        for (int i = 0; i < 2 * BusyPolling.TRIES; i++) {
            input.looks.addAll(List.of(0, 2));
            input.mayWait.clear();
            assertThat(giving.run(loop)).isEqualTo(2);
            assertThat(input.mayWait).containsExactly(false, false);
        }
    }

    @Test
    void inVainSeveralTimesItIsGivenUpUntilItPaysAgain() {
        runInVain(BusyPolling.TRIES);
        assertThat(runsUntilItLooks()).isEqualTo(BusyPolling.SHORTEST_PAUSE);
        assertThat(runsUntilItLooks()).as("more seldom").isEqualTo(2 * BusyPolling.SHORTEST_PAUSE);

        input.looks.add(1);
        runUntilFound();
        poll.run(loop);
        assertThat(input.mayWait).as("it paid, so it looks again at once").endsWith(false, true);
    }

    @Test
    void whereTheProcessorIsWantedItIsGivenUpAtOnceAndForLong() {
        long[] step = {BusyPolling.LENT_NANOS + 1};
        BusyPolling giving = new BusyPolling(input, clock::get, () -> clock.addAndGet(step[0]));
        giving.run(loop);
        assertThat(runsUntilItLooks(giving)).isEqualTo(4 * BusyPolling.SHORTEST_PAUSE);
        assertThat(runsUntilItLooks(giving)).isEqualTo(16 * BusyPolling.SHORTEST_PAUSE);
        for (int i = 0; i < 4; i++) {
            runsUntilItLooks(giving);
        }
        assertThat(runsUntilItLooks(giving)).isEqualTo(BusyPolling.LONGEST_PAUSE);

        for (int i = 0; i < BusyPolling.LONGEST_PAUSE + BusyPolling.PAID_WELL; i++) {
            input.looks.clear();
            input.looks.add(1);
            giving.run(loop);
        }
        input.looks.clear();
        giving.run(loop);
        assertThat(runsUntilItLooks(giving)).as("it has paid again").isEqualTo(4 * BusyPolling.SHORTEST_PAUSE);
    }

    private void runInVain(int times) {
        for (int i = 0; i < times; i++) {
            poll.run(loop);
        }
    }

    private void runUntilFound() {
        while (!input.looks.isEmpty()) {
            input.mayWait.clear();
            poll.run(loop);
        }
    }

    private int runsUntilItLooks() {
        return runsUntilItLooks(poll);
    }

    private int runsUntilItLooks(BusyPolling poll) {
        for (int runs = 1; ; runs++) {
            input.mayWait.clear();
            poll.run(loop);
            if (input.mayWait.contains(false)) {
                return runs;
            }
        }
    }

    /** Answers each look with the next number of events. */
    private static final class Input implements IoHandler {
        final Deque<Integer> looks = new ArrayDeque<>();
        final List<Boolean> mayWait = new ArrayList<>();

        @Override
        public int run(IoHandlerContext context) {
            mayWait.add(context.canBlock());
            Integer events = context.canBlock() ? null : looks.poll();
            return events == null ? 0 : events;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wakeup() {}

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
            return true;
        }
    }

    private static final class Loop implements IoHandlerContext {
        boolean hasTask;

        @Override
        public boolean canBlock() {
            return !hasTask;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return -1;
        }
    }
}
