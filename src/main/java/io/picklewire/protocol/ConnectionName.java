package io.picklewire.protocol;

/**
 * The name that a client gives a connection in {@code accept_connection}. CPython's manager names the thread so that
 * serves it, and nothing else: its clients give the names of the process and the thread, with a bar between them.
 *
 * <p>To this project's own manager a name can say more: that the client sends requests on that connection without
 * waiting for the replies to those before. CPython's manager answers these in order in any case; here a request that
 * comes while another one waits would otherwise mean that the client has given that one up.
 */
public final class ConnectionName {
    private static final String PIPELINE = "picklewire-pipeline";

    private ConnectionName() {}

    /** The name of a connection for one call at a time. */
    public static String of(String process, String thread) {
        return process + "|" + thread;
    }

    /** The name of a connection for requests that do not wait for the replies to those before. */
    public static String ofPipeline(String process) {
        return of(process, PIPELINE);
    }

    /** Whether it is the name of such a connection. */
    public static boolean isPipeline(String name) {
        return name.endsWith("|" + PIPELINE);
    }
}
