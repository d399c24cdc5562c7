package io.picklewire.cli;

import java.time.Duration;

/** Options that are a number of seconds. */
final class Seconds {
    private static final double NANOS = 1e9;

    private Seconds() {}

    /**
     * The time that an option says.
     *
     * @param longest the largest number that is allowed
     * @throws IllegalArgumentException when it is another; the message names the option
     */
    static Duration of(String option, double seconds, int longest) {
        if (seconds >= 0 && seconds <= longest) {
            return Duration.ofNanos((long) (seconds * NANOS));
        }
        throw new IllegalArgumentException(
                option + " " + seconds + ": must be a number of seconds from 0 to " + longest);
    }
}
