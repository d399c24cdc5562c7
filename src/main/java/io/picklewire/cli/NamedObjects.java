package io.picklewire.cli;

import io.picklewire.python.Literal;
import io.picklewire.python.LiteralException;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyTuple;
import io.picklewire.server.ManagerServerBuilder;
import io.picklewire.shared.Lease;
import io.picklewire.shared.SharedObject;
import io.picklewire.shared.SharedTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that register types, and named objects, which live as long as the server. */
final class NamedObjects {
    private static final int LONGEST_LEASE = 7 * 86_400;
    private static final String LENT = ":lease";

    @Option(
            names = "--queue",
            paramLabel = "NAME[:MAXSIZE][:lease]",
            description = {
                "A queue that every client gets by calling manager.NAME(). Repeatable.",
                "With lease, get() lends an item, task_done() acknowledges it, and what a client has not acknowledged when it ends comes back."
            })
    private List<String> queues = new ArrayList<>();

    @Option(
            names = "--max-deliveries",
            paramLabel = "NUMBER",
            description = "How often an item is lent; then it goes to the queue NAME.dead. Default: 5")
    private @Nullable Integer maxDeliveries;

    @Option(
            names = "--lease-seconds",
            paramLabel = "SECONDS",
            description = "How long an item is lent at most; 0 for as long as its client is connected. Default: 0")
    private @Nullable Double leaseSeconds;

    @Option(names = "--list", paramLabel = "NAME", description = "A list, likewise.")
    private List<String> lists = new ArrayList<>();

    @Option(names = "--dict", paramLabel = "NAME", description = "A dict, likewise.")
    private List<String> dicts = new ArrayList<>();

    @Option(names = "--namespace", paramLabel = "NAME", description = "A namespace, likewise.")
    private List<String> namespaces = new ArrayList<>();

    @Option(
            names = "--object",
            paramLabel = "NAME=TYPE[:ARGS]",
            description = {
                "An object of any type, likewise, made with the arguments that Python would be given:",
                "lock=Lock, jobs=PriorityQueue:5, tries=Value:i,0, groups=defaultdict:list.",
                "Lock=Lock gives all who call manager.Lock() one lock."
            })
    private List<String> objects = new ArrayList<>();

    @Option(
            names = "--type",
            paramLabel = "NAME=TYPE",
            description = "Another name for a type: who calls manager.NAME() gets a new TYPE. Repeatable.")
    private List<String> types = new ArrayList<>();

    /** For picocli. */
    NamedObjects() {}

    /** The value of an option: a name, and what it names. */
    private record Named(String name, String type, String args) {
        static Named parse(String option, String text, String form) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(option + " '" + text + "': " + form + " is expected");
            }
            String rest = text.substring(equals + 1);
            int colon = rest.indexOf(':');
            String type = colon < 0 ? rest : rest.substring(0, colon);
            if (!SharedTypes.typeids().contains(type)) {
                throw new IllegalArgumentException(option + " '" + text + "': '" + type + "' is no type; allowed are "
                        + SharedTypes.typeids().stream().sorted().collect(Collectors.joining(", ")));
            }
            return new Named(text.substring(0, equals), type, colon < 0 ? "" : rest.substring(colon + 1));
        }
    }

    /**
     * Registers them, each under its name.
     *
     * @throws IllegalArgumentException for a name that Python could not call, a size that is none, a type that there is
     *     not, arguments that it does not take, or a name given twice
     */
    void register(ManagerServerBuilder builder) {
        refuseTermsOfNoLease();
        queues.forEach(queue -> share(builder, queueName(queue), queue(queue)));
        lists.forEach(list -> share(builder, list, SharedTypes.create("list")));
        dicts.forEach(dict -> share(builder, dict, SharedTypes.create("dict")));
        namespaces.forEach(namespace -> share(builder, namespace, SharedTypes.create("Namespace")));
        objects.forEach(object -> share(builder, object(object).name(), made(object)));
        types.forEach(type -> builder.registerType(
                ManagerName.checked(type(type).name()), type(type).type()));
    }

    private static Named object(String text) {
        return Named.parse("--object", text, "NAME=TYPE or NAME=TYPE:ARGS");
    }

    private static Named type(String text) {
        Named type = Named.parse("--type", text, "NAME=TYPE");
        if (!type.args().isEmpty()) {
            throw new IllegalArgumentException("--type '" + text + "': a type takes its arguments from the client");
        }
        return type;
    }

    private static SharedObject made(String text) {
        Named object = object(text);
        if (object.type().endsWith("Queue") && object.args().equals("lease")) {
            throw new IllegalArgumentException(
                    "--object '" + text + "': only --queue NAME" + LENT + " makes a queue that lends");
        }
        try {
            return SharedTypes.create(object.type(), arguments(object).toArray());
        } catch (PyException | LiteralException e) {
            throw new IllegalArgumentException("--object '" + text + "': " + e.getMessage(), e);
        }
    }

    /** As in a call in Python; words that are no literals are texts. */
    private static List<@Nullable Object> arguments(Named object) {
        if (object.args().isEmpty()) {
            return List.of();
        }
        List<@Nullable Object> args;
        try {
            args = ((PyTuple) Objects.requireNonNull(Literal.read("(" + object.args() + ",)"))).asList();
        } catch (LiteralException words) {
            args = words(object.args()).stream()
                    .map(String::strip)
                    .map(Literal::orText)
                    .collect(Collectors.toCollection(ArrayList::new));
        }
        if (object.type().equals("defaultdict") && args.get(0) instanceof String factory) {
            args = new ArrayList<>(args);
            args.set(0, new PyGlobal("builtins", factory));
        }
        return args;
    }

    /** The parts between commas that are not in brackets. */
    private static List<String> words(String args) {
        List<String> words = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < args.length(); i++) {
            char c = args.charAt(i);
            if (c == ',' && depth == 0) {
                words.add(args.substring(from, i));
                from = i + 1;
            } else if ("[({".indexOf(c) >= 0) {
                depth++;
            } else if ("])}".indexOf(c) >= 0) {
                depth--;
            }
        }
        words.add(args.substring(from));
        return words;
    }

    private static void share(ManagerServerBuilder builder, String name, SharedObject object) {
        builder.register(ManagerName.checked(name), object);
    }

    /** Each name, and the typeid of what it names, in the order of the options. */
    Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        queues.forEach(queue -> names.put(queueName(queue), "Queue"));
        lists.forEach(list -> names.put(list, "list"));
        dicts.forEach(dict -> names.put(dict, "dict"));
        namespaces.forEach(namespace -> names.put(namespace, "Namespace"));
        objects.forEach(text -> names.put(object(text).name(), object(text).type()));
        types.forEach(text -> names.put(type(text).name(), type(text).type()));
        return names;
    }

    private SharedObject queue(String option) {
        String[] parts = option.split(":", -1);
        boolean isLent = parts.length > 1 && parts[parts.length - 1].equals("lease");
        int numbers = parts.length - 1 - (isLent ? 1 : 0);
        if (numbers > 1) {
            throw new IllegalArgumentException(
                    "'" + option + "': NAME, NAME:MAXSIZE, NAME:lease or NAME:MAXSIZE:lease is expected");
        }
        int size = numbers == 0 ? 0 : size(parts[1], option);
        return isLent ? SharedTypes.queue(size, lease()) : SharedTypes.queue(size);
    }

    private Lease lease() {
        return new Lease(
                maxDeliveries == null ? Lease.DEFAULT.maxDeliveries() : maxDeliveries,
                leaseSeconds == null
                        ? Lease.DEFAULT.limit()
                        : Seconds.of("--lease-seconds", leaseSeconds, LONGEST_LEASE));
    }

    private void refuseTermsOfNoLease() {
        if (queues.stream().noneMatch(queue -> queue.endsWith(LENT))) {
            String option = maxDeliveries != null ? "--max-deliveries" : leaseSeconds != null ? "--lease-seconds" : "";
            if (!option.isEmpty()) {
                throw new IllegalArgumentException(
                        option + " is for queues that lend: give one, --queue NAME:lease, or leave it out");
            }
        }
    }

    private static String queueName(String option) {
        int colon = option.indexOf(':');
        return colon < 0 ? option : option.substring(0, colon);
    }

    private static int size(String text, String option) {
        try {
            int size = Integer.parseInt(text);
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            // the message below is for both
        }
        throw new IllegalArgumentException("'" + option + "': the maximum size must be a number from 0 (unbounded) on");
    }
}
