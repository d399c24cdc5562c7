package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.Pythons;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Which connections the threads of a program have. */
@Timeout(60)
@SuppressWarnings("LockNotBeforeTry") // it is what is tested
class ThreadsTest {
    @Test
    void aThreadHasAConnectionUntilItEnds() throws Exception {
        try (Manager manager = PythonServer.shared(Pythons.newest()).connect()) {
            Proxy faults = manager.create("Faults");
            CountDownLatch end = new CountDownLatch(1);
            FutureTask<String> names = new FutureTask<>(() -> String.valueOf(faults.call("threads")));
            Thread thread = new Thread(
                    () -> {
                        names.run();
                        try {
                            end.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "worker 7");
            thread.start();
            String mine = "java-" + ProcessHandle.current().pid() + "|worker 7";
            assertThat(names.get(20, TimeUnit.SECONDS)).contains(mine);
            assertThat(String.valueOf(faults.call("threads"))).contains(mine);
            end.countDown();
            while (String.valueOf(faults.call("threads")).contains(mine)) {
                Thread.onSpinWait();
            }
        }
    }

    /** Starts a virtual thread where Java has them; this is compiled for Java 17, which has none. */
    private static Thread startVirtual(Runnable task) {
        try {
            return (Thread) MethodHandles.publicLookup()
                    .findStatic(Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class))
                    .invoke(task);
        } catch (Throwable none) {
            Assumptions.abort("this Java has no virtual threads");
            throw new AssertionError(none);
        }
    }

    @Test
    void virtualThreadsShareABoundedNumberOfConnections() throws Exception {
        try (Manager manager = Manager.to(PythonServer.shared(Pythons.newest()).address())
                .authkey(PythonServer.KEY)
                .connections(3)
                .connect()) {
            Proxy counter = manager.create("Counter");
            List<FutureTask<Object>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                FutureTask<Object> call = new FutureTask<>(() -> counter.call("add"));
                calls.add(call);
                startVirtual(call);
            }
            for (FutureTask<Object> call : calls) {
                call.get(20, TimeUnit.SECONDS);
            }
            assertThat(counter.call("get")).isEqualTo(200);
            String names = String.valueOf(manager.create("Faults").call("threads"));
            assertThat(names.split("java-" + ProcessHandle.current().pid() + "\\|pool", -1))
                    .hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void aVirtualThreadKeepsItsConnectionWhileItHoldsALock() throws Exception {
        try (Manager manager = Manager.to(PythonServer.shared(Pythons.newest()).address())
                .authkey(PythonServer.KEY)
                .connections(4)
                .connect()) {
            Lock lock = manager.lock("RLock");
            ValueProxy<Integer> value = manager.value("Value", "i", 0);
            List<FutureTask<Object>> tasks = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                FutureTask<Object> task = new FutureTask<>(() -> {
                    lock.lock();
                    try {
                        lock.lock();
                        lock.unlock();
                        value.set(value.get() + 1);
                    } finally {
                        lock.unlock();
                    }
                    return null;
                });
                tasks.add(task);
                startVirtual(task);
            }
            for (FutureTask<Object> task : tasks) {
                task.get(20, TimeUnit.SECONDS);
            }
            assertThat(value.get()).isEqualTo(20);
        }
    }

    @TestFactory
    Stream<DynamicTest> whoNeedNotWaitDoesNotWaitBehindAThousandThatDo() {
        return EachPython.andJavaRun((manager, python) -> {
            QueueProxy<Integer> queue = manager.queue("Queue");
            List<FutureTask<Integer>> takers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                FutureTask<Integer> taker = new FutureTask<>(queue::take);
                takers.add(taker);
                startVirtual(taker);
            }
            ListProxy<Integer> list = manager.list("list");
            FutureTask<Integer> others = new FutureTask<>(() -> {
                for (int i = 0; i < 1000; i++) {
                    queue.put(i);
                }
                list.add(5);
                return list.size();
            });
            startVirtual(others);
            assertThat(others.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            Set<Integer> taken = new HashSet<>();
            for (FutureTask<Integer> taker : takers) {
                taken.add(taker.get(20, TimeUnit.SECONDS));
            }
            assertThat(taken).hasSize(1000);
        });
    }

    @TestFactory
    Stream<DynamicTest> whoGivesUpTakesNothing() {
        return EachPython.andJavaRun((manager, python) -> {
            QueueProxy<Integer> queue = manager.queue("Queue");
            FutureTask<Integer> timed = new FutureTask<>(() -> queue.poll(800, TimeUnit.MILLISECONDS));
            startVirtual(timed);
            FutureTask<Integer> interrupted = new FutureTask<>(queue::take);
            Thread thread = startVirtual(interrupted);
            assertThat(timed.get(20, TimeUnit.SECONDS)).isNull();
            thread.interrupt();
            assertThatThrownBy(() -> interrupted.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedException.class);
            queue.put(7);
            FutureTask<Integer> next = new FutureTask<>(queue::take);
            startVirtual(next);
            assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(7);
        });
    }

    @Test
    void manyVirtualThreadsMeetAtABarrier() throws Exception {
        int parties = 12;
        try (Manager manager = Manager.to(PythonServer.shared(Pythons.newest()).address())
                .authkey(PythonServer.KEY)
                .connections(3)
                .connect()) {
            BarrierProxy barrier = manager.barrier("Barrier", parties);
            Lock lock = manager.lock("Lock");
            lock.lock();
            List<FutureTask<Boolean>> waiting = new ArrayList<>();
            List<FutureTask<Integer>> all = new ArrayList<>();
            for (int i = 0; i < parties; i++) {
                FutureTask<Boolean> waiter = new FutureTask<>(() -> lock.tryLock(100, TimeUnit.MILLISECONDS));
                waiting.add(waiter);
                startVirtual(waiter);
                FutureTask<Integer> party = new FutureTask<>(() -> barrier.await());
                all.add(party);
                startVirtual(party);
            }
            Set<Integer> numbers = new HashSet<>();
            for (FutureTask<Integer> each : all) {
                numbers.add(each.get(20, TimeUnit.SECONDS));
            }
            assertThat(numbers).hasSize(parties);
            for (FutureTask<Boolean> each : waiting) {
                assertThat(each.get(20, TimeUnit.SECONDS)).isFalse();
            }
            lock.unlock();
        }
    }
}
