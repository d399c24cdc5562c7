package io.picklewire.cli;

import io.picklewire.python.Keywords;
import java.util.Set;

/** Names that a Python program can give to {@code SyncManager.register} and then call. */
final class ManagerName {
    /** Names that {@code SyncManager} has for its own methods. */
    private static final Set<String> TAKEN = Set.of(
            "address",
            "connect",
            "get_server",
            "join",
            "register",
            "shutdown",
            "start",
            "_Client",
            "_Listener",
            "_Server",
            "_address",
            "_authkey",
            "_create",
            "_ctx",
            "_debug_info",
            "_finalize_manager",
            "_number_of_objects",
            "_process",
            "_registry",
            "_run_server",
            "_serializer",
            "_shutdown_timeout",
            "_state");

    private ManagerName() {}

    /** @throws IllegalArgumentException when it is none */
    static String checked(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z_0-9]*")) {
            throw new IllegalArgumentException("'" + name + "' is not a name that Python can call: letters, digits"
                    + " and underscores, starting with no digit");
        }
        if (Keywords.contains(name)) {
            throw new IllegalArgumentException("'" + name + "' is a keyword of Python; choose another name");
        }
        if (TAKEN.contains(name) || name.startsWith("__")) {
            throw new IllegalArgumentException("'" + name + "' is a name of SyncManager's own; choose another one");
        }
        return name;
    }
}
