package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Queues in CPython's own managers as java.util.concurrent's. */
class QueueProxyTest {
    @TestFactory
    Stream<DynamicTest> itemsComeInOrder() {
        return EachPython.andJavaRun((manager, python) -> {
            BlockingQueue<String> queue = manager.queue("Queue");
            queue.put("a");
            assertThat(queue.offer("b")).isTrue();
            queue.add("c");
            assertThat(queue).hasSize(3);
            assertThat(queue.take()).isEqualTo("a");
            assertThat(queue.poll()).isEqualTo("b");
            assertThat(queue.poll(1, TimeUnit.MINUTES)).isEqualTo("c");
            assertThat(queue.isEmpty()).isTrue();
            assertThat(queue.poll()).isNull();
            assertThat(queue.poll(10, TimeUnit.MILLISECONDS)).isNull();
        });
    }

    @TestFactory
    Stream<DynamicTest> aFullQueueRefuses() {
        return EachPython.andJavaRun((manager, python) -> {
            QueueProxy<Integer> queue = manager.queue("Queue", 2);
            queue.put(1);
            queue.put(2);
            assertThat(queue.offer(3)).isFalse();
            assertThat(queue.offer(3, 10, TimeUnit.MILLISECONDS)).isFalse();
            assertThatThrownBy(() -> queue.add(3)).isInstanceOf(IllegalStateException.class);
            List<Integer> drained = new ArrayList<>();
            assertThat(queue.drainTo(drained, 1)).isEqualTo(1);
            assertThat(queue.drainTo(drained)).isEqualTo(1);
            assertThat(drained).containsExactly(1, 2);
        });
    }

    @TestFactory
    Stream<DynamicTest> aTakeWaitsForWhatAnotherThreadPuts() {
        return EachPython.andJavaRun((manager, python) -> {
            QueueProxy<Integer> queue = manager.queue("Queue");
            List<Object> taken = new ArrayList<>();
            Thread consumer = new Thread(() -> {
                try {
                    for (int i = 0; i < 20; i++) {
                        taken.add(queue.take());
                    }
                } catch (InterruptedException e) {
                    taken.add(e);
                }
            });
            consumer.start();
            for (int i = 0; i < 20; i++) {
                queue.put(i);
            }
            consumer.join(10_000);
            assertThat(taken).hasSize(20).startsWith(0, 1, 2).endsWith(18, 19);
        });
    }

    @TestFactory
    Stream<DynamicTest> noneIsAnItemLikeAnyOther() {
        return EachPython.andJavaRun((manager, python) -> {
            QueueProxy<String> queue = manager.queue("Queue");
            queue.proxy().call("put", (Object) null);
            assertThat(queue.take()).isNull();
            queue.proxy().call("put", (Object) null);
            assertThat(queue.get(Duration.ofSeconds(5))).isNull();
            assertThatThrownBy(() -> queue.get(Duration.ofMillis(10))).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
        });
    }

    @TestFactory
    Stream<DynamicTest> itemsAreConvertedToTheTypeAskedFor() {
        return EachPython.andJavaRun((manager, python) -> {
            QueueProxy<Long> queue = manager.queue("Queue").of(Long.class);
            queue.put(5L);
            assertThat(queue.take()).isEqualTo(5L);
            queue.proxy().call("put", 2.5);
            assertThatThrownBy(queue::take)
                    .isInstanceOf(ConversionException.class)
                    .hasMessageContaining("found float, allowed is a Java Long");
        });
    }

    @TestFactory
    Stream<DynamicTest> joinWaitsUntilAllIsDone() {
        return EachPython.andJavaRun((manager, python) -> {
            JoinableQueueProxy<Integer> queue = manager.joinableQueue("JoinableQueue");
            queue.put(1);
            Thread worker = new Thread(() -> {
                queue.poll();
                queue.taskDone();
            });
            worker.start();
            queue.join();
            worker.join();
            assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        });
    }

    @TestFactory
    Stream<DynamicTest> whatPythonsQueueCannotDoSaysSo() {
        return EachPython.andJavaRun((manager, python) -> {
            QueueProxy<Integer> queue = manager.queue("Queue");
            assertThatThrownBy(queue::peek)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("no method to look at an item");
            assertThatThrownBy(queue::remainingCapacity).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(queue::iterator).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> queue.contains(1)).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> queue.remove(1)).isInstanceOf(UnsupportedOperationException.class);
            queue.addAll(List.of(1, 2, 3));
            queue.clear();
            assertThat(queue.size()).isZero();
        });
    }

    /** Past the time that a wait lasts at most with CPython's managers; this project's is told that the call has ended. */
    @TestFactory
    Stream<DynamicTest> aLongWaitEndsWithAnInterruptAndTakesNothing() {
        return EachPython.andJavaRun((manager, python) -> {
            QueueProxy<Integer> queue = manager.queue("Queue");
            assertThat(queue.poll(700, TimeUnit.MILLISECONDS)).isNull();
            Thread[] waiting = new Thread[1];
            FutureTask<Integer> taken = new FutureTask<>(() -> {
                waiting[0] = Thread.currentThread();
                return queue.take();
            });
            new Thread(taken, "taker").start();
            EachPython.awaitState(() -> waiting[0], Thread.State.WAITING, Thread.State.TIMED_WAITING);
            waiting[0].interrupt();
            assertThatThrownBy(() -> taken.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
            queue.put(7);
            assertThat(queue.take()).isEqualTo(7);
        });
    }
}
