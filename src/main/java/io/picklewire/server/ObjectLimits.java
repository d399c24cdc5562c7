package io.picklewire.server;

/**
 * How many objects clients may have made that are still there.
 *
 * @param byProcess of one client process, where that is known
 * @param total of all
 */
record ObjectLimits(int byProcess, int total) {
    static final ObjectLimits DEFAULT = new ObjectLimits(100_000, 1_000_000);

    ObjectLimits {
        if (byProcess < 1 || total < byProcess) {
            throw new IllegalArgumentException("at most " + byProcess + " objects of a process and " + total
                    + " in all; allowed is 1 and more, and no fewer in all");
        }
    }
}
