package io.picklewire.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.process.ProcessId;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Many processes make proxies of one object, drop them and end, in any order. */
class ReferenceCountsPropertiesTest {
    private static final int PROCESSES = 5;

    /** What CPython's client does for a proxy of a registered object, and then for a copy of it. */
    private enum Step {
        CREATE,
        INCREF,
        DECREF_OF_CREATE,
        INCREF_OF_A_COPY,
        DECREF,
        DECREF_OF_A_COPY,
        END
    }

    private static final List<Step> STEPS = List.of(Step.values());

    /** The processes, and what is counted of them. */
    private static final class Run {
        private final ReferenceCounts counts = new ReferenceCounts();
        /** What each process does next. */
        private final int[] next = new int[PROCESSES];
        /** How many references each process has. */
        private final int[] held = new int[PROCESSES];

        private int truth() {
            int all = 0;
            for (int each : held) {
                all += each;
            }
            return all;
        }

        private void step(int process, boolean isKnown) {
            ProcessId id = new ProcessId(process + 1, 0);
            switch (STEPS.get(next[process]++ % STEPS.size())) {
                case CREATE -> {
                    counts.retainFresh(id, 0);
                    held[process]++;
                }
                case INCREF, INCREF_OF_A_COPY -> {
                    counts.retain(id);
                    held[process]++;
                }
                case END -> end(process);
                default -> {
                    assertThat(counts.release(isKnown && counts.isContested() ? id : null))
                            .isTrue();
                    held[process]--;
                }
            }
        }

        private void end(int process) {
            next[process] = 0;
            held[process] = 0;
            counts.forget(new ProcessId(process + 1, 0));
        }
    }

    /** @param steps whose step each is; above the number of processes, a process is killed */
    @Property(tries = 2000)
    void theCountIsRight(@ForAll @Size(max = 200) List<@IntRange(max = PROCESSES * 2) Integer> steps) {
        Run run = new Run();
        for (int step : steps) {
            if (step < PROCESSES * 2 - 1) {
                run.step(step % PROCESSES, true);
            } else {
                run.end(step % PROCESSES);
            }
            assertThat(run.counts.references()).isEqualTo(run.truth());
        }
    }

    /** The process of every third one that drops a reference is not found. */
    @Property(tries = 2000)
    void whoIsNotFoundTakesNobodysLastReference(
            @ForAll @Size(max = 200) List<@IntRange(max = PROCESSES * 3) Integer> steps) {
        Run run = new Run();
        for (int step : steps) {
            run.step(step % PROCESSES, step < PROCESSES * 2);
            assertThat(run.counts.references()).isGreaterThanOrEqualTo(run.truth());
        }
    }
}
