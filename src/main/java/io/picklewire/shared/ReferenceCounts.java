package io.picklewire.shared;

import io.picklewire.process.ProcessId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who refers to an object. References whose process is known end with that process; others end when they are dropped.
 * Guarded by the table that holds the object.
 */
final class ReferenceCounts {
    /** Of a process that has dropped all of its references, 0, as long as it may be asked about. */
    private final Map<ProcessId, Integer> byProcess = new LinkedHashMap<>();
    /** Processes that were seen to have ended, and had dropped all before. */
    private final Set<ProcessId> ended = new LinkedHashSet<>();
    /** References of unknown processes; below zero when more of those were dropped than counted. */
    private int anonymous;

    /** References that {@code create} left, each until its proxy counts its own. */
    private final List<Fresh> fresh = new ArrayList<>(1);

    /**
     * A reference that {@code create} left.
     *
     * @param since when, in nanoseconds
     */
    private record Fresh(@Nullable ProcessId process, long since) {
        boolean isExpired(long now, long grace) {
            return process == null && now - since > grace;
        }
    }

    /** Counts how often the object was left without references, so that a lingering one is told from a revived one. */
    private long abandonments;

    int references() {
        return fresh.size()
                + anonymous
                + byProcess.values().stream().mapToInt(Integer::intValue).sum();
    }

    long abandonments() {
        return abandonments;
    }

    Set<ProcessId> processes() {
        Set<ProcessId> processes = creators();
        processes.addAll(byProcess.keySet());
        return processes;
    }

    private Set<ProcessId> creators() {
        Set<ProcessId> creators = new HashSet<>();
        for (Fresh each : fresh) {
            if (each.process() != null) {
                creators.add(each.process());
            }
        }
        return creators;
    }

    void retain(@Nullable ProcessId process) {
        if (process == null) {
            anonymous++;
        } else {
            byProcess.merge(process, 1, Integer::sum);
        }
    }

    /** Counts the reference that {@code create} leaves until its proxy counts its own. */
    void retainFresh(@Nullable ProcessId process, long now) {
        fresh.add(new Fresh(process, now));
    }

    /** Undoes {@link #retain} for a process that is not known. */
    void unretain() {
        anonymous--;
        countAbandonment();
    }

    /** Undoes {@link #retainFresh} for a process that is not known. */
    void unretainFresh() {
        Fresh unknown = madeBy(null);
        if (unknown != null) {
            fresh.remove(unknown);
            countAbandonment();
        }
    }

    /** Drops what creators left that nobody knows, when they have had time to count a reference of their own. */
    void forgetFresh(long now, long grace) {
        if (fresh.removeIf(each -> each.isExpired(now, grace))) {
            countAbandonment();
        }
    }

    /** Whether there is something that {@link #forgetFresh} would drop. */
    boolean hasExpired(long now, long grace) {
        return fresh.stream().anyMatch(each -> each.isExpired(now, grace));
    }

    /** Whether processes refer to the object that are not known. */
    boolean hasUnknown() {
        return anonymous > 0 || madeBy(null) != null;
    }

    /** Drops every reference of processes that are not known. */
    void forgetUnknown() {
        boolean isAny = hasUnknown();
        anonymous = Math.min(0, anonymous);
        fresh.removeIf(each -> each.process() == null);
        if (isAny) {
            countAbandonment();
        }
    }

    /** Whether it matters which process drops a reference. */
    boolean isContested() {
        boolean hasUnknown = anonymous != 0 || madeBy(null) != null;
        Set<ProcessId> known = creators();
        byProcess.forEach((process, count) -> {
            if (count > 0) {
                known.add(process);
            }
        });
        return known.size() + (hasUnknown ? 1 : 0) > 1;
    }

    /** Whether that process has, or had, references. */
    boolean isKnownTo(ProcessId process) {
        return byProcess.containsKey(process);
    }

    /** Whether that process had references, and has none; if some were dropped by nobody knows whom, by that one. */
    boolean hasDropped(ProcessId process) {
        Integer count = byProcess.get(process);
        return count != null && count + Math.min(0, anonymous) <= 0;
    }

    /**
     * Drops one reference, of that process if it has one; says whether there was any. Whose it was may be unknown:
     * then it stays counted for that process as well, and against it, until the process ends.
     */
    boolean release(@Nullable ProcessId process) {
        if (references() == 0) {
            return false;
        }
        boolean isOnesOwn = !isContested();
        Fresh made = made(process, isOnesOwn);
        if (made != null) {
            fresh.remove(made);
        } else if (process != null && byProcess.getOrDefault(process, 0) > 0) {
            byProcess.merge(process, -1, Integer::sum);
        } else if (process == null && isOnesOwn && anonymous == 0) {
            byProcess.replaceAll((any, count) -> Math.max(0, count - 1));
        } else {
            anonymous--;
        }
        countAbandonment();
        return true;
    }

    /** What {@code create} left for whoever drops a reference, which is dropped first; null when there is nothing. */
    private @Nullable Fresh made(@Nullable ProcessId process, boolean isOnesOwn) {
        if (process == null && isOnesOwn) {
            return fresh.isEmpty() ? null : fresh.get(0);
        }
        Fresh own = madeBy(process);
        return own == null ? madeBy(null) : own;
    }

    private @Nullable Fresh madeBy(@Nullable ProcessId process) {
        for (Fresh each : fresh) {
            if (Objects.equals(each.process(), process)) {
                return each;
            }
        }
        return null;
    }

    /**
     * Drops every reference of a process that is gone, but for those it may have dropped unrecognised. One that had
     * dropped all is forgotten the second time: its connections may not have been seen to end.
     */
    void forget(ProcessId process) {
        int before = fresh.size();
        fresh.removeIf(each -> process.equals(each.process()));
        int dropped = before - fresh.size();
        int count = byProcess.getOrDefault(process, 0);
        if (count > 0 || !byProcess.containsKey(process) || !ended.add(process)) {
            ended.remove(process);
            byProcess.remove(process);
            dropped += count;
        }
        if (dropped > 0) {
            anonymous += Math.min(dropped, Math.max(0, -anonymous));
            countAbandonment();
        }
    }

    private void countAbandonment() {
        if (references() == 0) {
            abandonments++;
        }
    }

    void save(StateWriter out) {
        out.each(byProcess.entrySet(), each -> out.process(each.getKey()).number(each.getValue()));
        out.each(ended, out::process).number(anonymous);
        out.each(fresh, each -> out.process(each.process()).number(each.since()));
        out.number(abandonments);
    }

    static ReferenceCounts restore(StateReader in) {
        ReferenceCounts counts = new ReferenceCounts();
        in.each(() -> counts.byProcess.put(known(in), (int) in.number()));
        in.each(() -> counts.ended.add(known(in)));
        counts.anonymous = (int) in.number();
        in.each(() -> counts.fresh.add(new Fresh(in.process(), in.number())));
        counts.abandonments = in.number();
        return counts;
    }

    private static ProcessId known(StateReader in) {
        return Objects.requireNonNull(in.process());
    }
}
