package io.picklewire.shared;

/**
 * How many objects clients may have made that are still there. Immutable; any thread.
 *
 * @param byProcess of one client process, where that is known
 * @param total of all
 */
public record ObjectLimits(int byProcess, int total) {
    /** Of a server that is not told otherwise. */
    public static final ObjectLimits DEFAULT = new ObjectLimits(100_000, 1_000_000);

    /** @throws IllegalArgumentException for less than one, or fewer in all than of one process */
    public ObjectLimits {
        if (byProcess < 1 || total < byProcess) {
            throw new IllegalArgumentException("at most " + byProcess + " objects of a process and " + total
                    + " in all; allowed is 1 and more, and no fewer in all");
        }
    }
}
