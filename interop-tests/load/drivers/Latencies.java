/** Counts latencies in buckets that are one in 64 wide. */
final class Latencies {
    private static final int SUB_BUCKETS = 64;

    private final long[] buckets = new long[64 * SUB_BUCKETS];
    private long counted;

    void count(long nanos) {
        long value = Math.max(nanos, SUB_BUCKETS);
        int power = 63 - Long.numberOfLeadingZeros(value) - 6;
        buckets[power * SUB_BUCKETS + (int) (value >> power) - SUB_BUCKETS]++;
        counted++;
    }

    long counted() {
        return counted;
    }

    double quantileMicros(double part) {
        long wanted = (long) (part * counted);
        long seen = 0;
        for (int bucket = 0; bucket < buckets.length; bucket++) {
            seen += buckets[bucket];
            if (seen > wanted) {
                return ((long) (bucket % SUB_BUCKETS + SUB_BUCKETS) << bucket / SUB_BUCKETS) / 1000.0;
            }
        }
        return 0;
    }
}
