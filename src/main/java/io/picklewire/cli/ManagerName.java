package io.picklewire.cli;

import io.picklewire.python.Keywords;
import java.util.Set;

/** Names that a Python program can give to {@code SyncManager.register} and then call. */
final class ManagerName {
    /** {@code SyncManager}'s own methods, and its types. */
    private static final Set<String> TAKEN = Set.of(
            "address",
            "connect",
            "get_server",
            "join",
            "register",
            "shutdown",
            "start",
            "Array",
            "AsyncResult",
            "Barrier",
            "BoundedSemaphore",
            "Condition",
            "Event",
            "Iterator",
            "JoinableQueue",
            "Lock",
            "Namespace",
            "Pool",
            "Queue",
            "RLock",
            "Semaphore",
            "Value",
            "dict",
            "list");

    private ManagerName() {}

    /** @throws IllegalArgumentException when it is none */
    static String checked(String name) {
        if (!name.matches("[A-Za-z][A-Za-z_0-9]*")) {
            throw new IllegalArgumentException("'" + name + "' is not a name that Python can call: letters, digits"
                    + " and underscores, starting with a letter");
        }
        if (Keywords.contains(name)) {
            throw new IllegalArgumentException("'" + name + "' is a keyword of Python; choose another name");
        }
        if (TAKEN.contains(name)) {
            throw new IllegalArgumentException("'" + name + "' is a name of SyncManager's own; choose another one");
        }
        return name;
    }
}
