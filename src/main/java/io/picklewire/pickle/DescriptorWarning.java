package io.picklewire.pickle;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log once that a value holds a file descriptor: a connection, a socket, a tensor of torch. Such a value
 * names an address at which its sender hands the descriptor over, once. Any thread. Source: CPython's {@code
 * multiprocessing.resource_sharer} and, of 2.7, {@code multiprocessing.reduction}.
 */
final class DescriptorWarning {
    private static final Logger LOG = LoggerFactory.getLogger(DescriptorWarning.class);
    private static final Set<String> GLOBALS = Set.of(
            "multiprocessing.reduction\nrebuild_connection",
            "multiprocessing.reduction\nrebuild_socket",
            "multiprocessing.resource_sharer\nDupFd",
            "multiprocessing.resource_sharer\nDupSocket");

    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private DescriptorWarning() {}

    /** To be called for each text that may be a name. */
    static void note(OpcodeCursor text) {
        if (text.argumentIs("DupFd") || text.argumentIs("DupSocket")) {
            tell(text.latin1());
        }
    }

    /** To be called for each name of a module and an attribute, with a line's end between them. */
    static void note(String global) {
        if (GLOBALS.contains(global)) {
            tell(global.replace('\n', '.'));
        }
    }

    private static void tell(String name) {
        if (TOLD.compareAndSet(false, true)) {
            LOG.warn(
                    "a value holds a file descriptor ({}): it can be read once, and only while the process that sent it"
                            + " lives; this is told once",
                    name);
        }
    }
}
