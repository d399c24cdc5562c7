package io.picklewire.process;

import java.util.Optional;

/**
 * One run of one process: its pid, and when it started in the kernel's own ticks since boot, so that a
 * later process with the same pid is another one.
 *
 * <p>Immutable; any thread.
 */
public record ProcessId(long pid, long startTicks) {
    /** This process, if the system tells. */
    public static Optional<ProcessId> own() {
        return of(ProcessHandle.current().pid());
    }

    /** The process that has {@code pid} now, if the system tells. */
    static Optional<ProcessId> of(long pid) {
        return ProcessStat.read(pid).filter(ProcessStat::isRunning).map(stat -> new ProcessId(pid, stat.startTicks()));
    }

    /** Whether it still runs; one that has ended and is not yet waited for does not. */
    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }
}
