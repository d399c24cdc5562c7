package io.picklewire.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
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
}
