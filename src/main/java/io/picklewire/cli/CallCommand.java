package io.picklewire.cli;

import io.picklewire.client.Manager;
import io.picklewire.client.ManagerException;
import io.picklewire.client.Proxy;
import io.picklewire.client.RemoteException;
import io.picklewire.python.Repr;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code picklewire call}: one call of a method of an object in any manager. */
@Command(
        name = "call",
        description = "Calls a method of a registered object of any manager, Python's own or this program's, and"
                + " prints what it returns as Python does.",
        mixinStandardHelpOptions = true,
        versionProvider = Picklewire.Version.class,
        sortOptions = false,
        footerHeading = "%n",
        footer = {
            "Options come before TYPEID. Exit code: 0; 1 when the manager answers with an exception, which",
            "goes to stderr; 2 when the call could not be made, or had no answer."
        })
final class CallCommand implements Callable<Integer> {
    private static final int RAISED = 1;
    private static final int INTERRUPTED = 130;

    @Mixin
    private ManagerOptions options = new ManagerOptions();

    @Option(names = "--json", description = "Prints JSON; what it has no word for is Python's str of it.")
    private boolean json;

    @Option(names = "--traceback", description = "Prints the traceback with an exception, where the manager sends one.")
    private boolean traceback;

    @Option(names = "--methods", description = "Prints the methods of the object, one a line, and calls none.")
    private boolean methods;

    @Parameters(
            index = "0",
            paramLabel = "TYPEID",
            description = "The name under which the object is registered, such as get_queue. Python calls it as"
                    + " manager.TYPEID(); that of a type makes a new object.")
    private String typeid = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "METHOD",
            description = "Its method. Without one the object itself is printed: its repr, or its value with --json.")
    private @Nullable String method;

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "ARGS",
            description = "Python literals, such as 5 2.5 True None [1,2] '{\"a\": (1, b\"x\")}'. What is none, and"
                    + " begins with no bracket or quote, is a string. NAME=VALUE is a keyword argument.")
    private List<String> args = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets what is injected
    CallCommand() {}

    @Override
    public Integer call() throws IOException {
        if (method != null && method.startsWith("-")) {
            throw new IllegalArgumentException("options come before TYPEID; " + method + " came after it");
        }
        if (method != null && methods) {
            throw new IllegalArgumentException("--methods calls none; " + method + " is one too many");
        }
        RemoteCall wanted =
                new RemoteCall(method != null ? method : json ? "#GETVALUE" : "__repr__", CallArguments.of(args));
        try (Interruption interruption = Interruption.of(options.connect())) {
            try {
                print(interruption.manager(), wanted, interruption);
                return 0;
            } catch (RemoteException raised) {
                return interruption.isRequested() ? INTERRUPTED : report(raised);
            } catch (ManagerException | IllegalStateException failed) {
                if (interruption.isRequested()) {
                    return INTERRUPTED;
                }
                throw failed;
            }
        }
    }

    private void print(Manager manager, RemoteCall wanted, Interruption interruption) throws IOException {
        try (Proxy proxy = create(manager)) {
            if (methods) {
                line(json ? JsonText.of(proxy.exposed()) : String.join(System.lineSeparator(), proxy.exposed()));
                return;
            }
            Result result = Result.of(wanted.of(proxy, interruption), method == null && !json);
            line(json ? result.json() : result.text());
        }
    }

    /** A manager's own answer to an unknown name is a KeyError, in which nothing else says what it is about. */
    private Proxy create(Manager manager) {
        try {
            return manager.create(typeid);
        } catch (RemoteException raised) {
            if (raised.message().endsWith("KeyError: " + Repr.of(typeid))) {
                spec.commandLine()
                        .getErr()
                        .println("no object is registered as " + Repr.of(typeid) + " in the " + manager);
            }
            throw raised;
        }
    }

    private void line(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }

    private int report(RemoteException raised) {
        boolean more = traceback && !raised.traceback().isBlank();
        spec.commandLine().getErr().println(more ? raised.traceback().strip() : raised.getMessage());
        return RAISED;
    }
}
