package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Locks and what is like them, in CPython's own managers, as java.util.concurrent's. */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // it is what is tested
class LocksTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private <T> T elsewhere(Callable<T> work) throws Exception {
        return threads.submit(work).get(20, TimeUnit.SECONDS);
    }

    @TestFactory
    Stream<DynamicTest> aLockIsHeldByOne() {
        return EachPython.andJavaRun((manager, python) -> {
            LockProxy lock = manager.lock("Lock");
            lock.lock();
            assertThat(elsewhere(() -> lock.tryLock())).isFalse();
            assertThat(elsewhere(() -> lock.tryLock(20, TimeUnit.MILLISECONDS))).isFalse();
            Future<Boolean> waiting = threads.submit(() -> lock.tryLock(1, TimeUnit.MINUTES));
            lock.unlock();
            assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
            lock.unlock(); // a Lock, as opposed to an RLock, may be released by any thread
            assertThatThrownBy(lock::unlock)
                    .isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining("release unlocked lock");
            assertThatThrownBy(lock::newCondition).isInstanceOf(UnsupportedOperationException.class);
        });
    }

    @TestFactory
    Stream<DynamicTest> anRLockIsItsThreads() {
        return EachPython.andJavaRun((manager, python) -> {
            Lock lock = manager.lock("RLock");
            lock.lock();
            lock.lock();
            assertThat(elsewhere(() -> lock.tryLock())).isFalse();
            assertThatThrownBy(() -> elsewhere(() -> {
                        lock.unlock();
                        return null;
                    }))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalMonitorStateException.class);
            lock.unlock();
            assertThat(elsewhere(() -> lock.tryLock())).isFalse();
            lock.unlock();
            assertThat(elsewhere(() -> {
                        boolean locked = lock.tryLock();
                        lock.unlock();
                        return locked;
                    }))
                    .isTrue();
        });
    }

    @TestFactory
    Stream<DynamicTest> anInterruptEndsTheWaitForALockAndTakesNothing() {
        return EachPython.oldestAndNewest((manager, python) -> {
            Lock lock = manager.lock("Lock");
            lock.lock();
            Thread[] waiter = new Thread[1];
            Future<?> waiting = threads.submit(() -> {
                waiter[0] = Thread.currentThread();
                lock.lockInterruptibly();
                return null;
            });
            EachPython.awaitState(() -> waiter[0], Thread.State.WAITING, Thread.State.TIMED_WAITING);
            waiter[0].interrupt();
            assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
            lock.unlock();
            assertThat(elsewhere(() -> lock.tryLock(10, TimeUnit.SECONDS))).isTrue();
        });
    }

    @TestFactory
    Stream<DynamicTest> aConditionWaitsForItsSignal() {
        return EachPython.andJavaRun((manager, python) -> {
            ConditionProxy condition = manager.condition("Condition");
            ValueProxy<Integer> state = manager.value("Value", "i", 0);
            Future<Integer> waiting = threads.submit(() -> {
                condition.lock().lock();
                try {
                    while (state.get() == 0) {
                        condition.await();
                    }
                    return state.get();
                } finally {
                    condition.lock().unlock();
                }
            });
            condition.lock().lock();
            state.set(7);
            condition.signalAll();
            condition.lock().unlock();
            assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo(7);
            assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
            assertThatThrownBy(condition::await).isInstanceOf(IllegalMonitorStateException.class);
            condition.lock().lock();
            if (python.isAtLeast(3, 0)) {
                assertThat(condition.await(20, TimeUnit.MILLISECONDS)).isFalse();
            }
            assertThat(condition.awaitNanos(1000)).isLessThanOrEqualTo(0);
            condition.lock().unlock();
        });
    }

    @TestFactory
    Stream<DynamicTest> semaphoresCountPermits() {
        return EachPython.andJavaRun((manager, python) -> {
            SemaphoreProxy semaphore = manager.semaphore("BoundedSemaphore", 2);
            semaphore.acquire();
            assertThat(semaphore.tryAcquire()).isTrue();
            assertThat(semaphore.tryAcquire()).isFalse();
            assertThat(semaphore.tryAcquire(20, TimeUnit.MILLISECONDS)).isFalse();
            elsewhere(() -> {
                semaphore.release();
                return null;
            });
            assertThat(semaphore.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            semaphore.release();
            semaphore.release();
            assertThatThrownBy(semaphore::release)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Semaphore released too many times");
        });
    }

    @TestFactory
    Stream<DynamicTest> anEventLetsAllGoOn() {
        return EachPython.andJavaRun((manager, python) -> {
            EventProxy event = manager.event("Event");
            assertThat(event.isSet()).isFalse();
            assertThat(event.await(20, TimeUnit.MILLISECONDS)).isFalse();
            Future<Boolean> waiting = threads.submit(() -> {
                event.await();
                return event.isSet();
            });
            event.set();
            assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
            event.clear();
            assertThat(event.isSet()).isFalse();
        });
    }

    @TestFactory
    Stream<DynamicTest> aBarrierWaitsForAllParties() {
        return EachPython.andJavaRun((manager, python) -> {
            if (!python.isAtLeast(3, 2)) {
                return; // there is none
            }
            BarrierProxy barrier = manager.barrier("Barrier", 2);
            assertThat(barrier.parties()).isEqualTo(2);
            Future<Integer> other = threads.submit(() -> barrier.await());
            int mine = barrier.await(20, TimeUnit.SECONDS);
            assertThat(mine + other.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(barrier.waiting()).isZero();
            assertThatThrownBy(() -> barrier.await(20, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(barrier.isBroken()).isTrue();
            assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
            barrier.reset();
            assertThat(barrier.isBroken()).isFalse();
        });
    }

    @TestFactory
    Stream<DynamicTest> anInterruptBreaksABarrier() {
        return EachPython.andJavaRun((manager, python) -> {
            if (!python.isAtLeast(3, 2)) {
                return; // there is none
            }
            BarrierProxy barrier = manager.barrier("Barrier", 3);
            Future<Integer> first = threads.submit(() -> barrier.await());
            Thread[] second = new Thread[1];
            Future<Integer> interrupted = threads.submit(() -> {
                second[0] = Thread.currentThread();
                return barrier.await();
            });
            while (barrier.waiting() < 2) {
                Thread.onSpinWait();
            }
            second[0].interrupt();
            assertThatThrownBy(() -> interrupted.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThatThrownBy(() -> first.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(BrokenBarrierException.class);
        });
    }
}
