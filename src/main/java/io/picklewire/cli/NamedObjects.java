package io.picklewire.cli;

import io.picklewire.server.ManagerServerBuilder;
import io.picklewire.shared.SharedDict;
import io.picklewire.shared.SharedList;
import io.picklewire.shared.SharedNamespace;
import io.picklewire.shared.SharedObject;
import io.picklewire.shared.SharedQueue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that name objects which live as long as the server. */
final class NamedObjects {
    @Option(
            names = "--queue",
            paramLabel = "NAME[:MAXSIZE]",
            description = "A queue that every client gets by calling manager.NAME(). Repeatable.")
    private List<String> queues = new ArrayList<>();

    @Option(names = "--list", paramLabel = "NAME", description = "A list, likewise.")
    private List<String> lists = new ArrayList<>();

    @Option(names = "--dict", paramLabel = "NAME", description = "A dict, likewise.")
    private List<String> dicts = new ArrayList<>();

    @Option(names = "--namespace", paramLabel = "NAME", description = "A namespace, likewise.")
    private List<String> namespaces = new ArrayList<>();

    /** For picocli. */
    NamedObjects() {}

    /**
     * Registers them, each under its name.
     *
     * @throws IllegalArgumentException for a name that Python could not call, a size that is none, or a name given twice
     */
    void register(ManagerServerBuilder builder) {
        for (String queue : queues) {
            int colon = queue.indexOf(':');
            share(builder, queueName(queue), new SharedQueue(colon < 0 ? 0 : size(queue.substring(colon + 1), queue)));
        }
        lists.forEach(list -> share(builder, list, new SharedList(List.of())));
        dicts.forEach(dict -> share(builder, dict, new SharedDict(Map.of())));
        namespaces.forEach(namespace -> share(builder, namespace, new SharedNamespace(Map.of())));
    }

    private static void share(ManagerServerBuilder builder, String name, SharedObject object) {
        builder.register(ManagerName.checked(name), () -> object);
    }

    /** Each name, and the typeid of what it names, in the order of the options. */
    Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        queues.forEach(queue -> names.put(queueName(queue), "Queue"));
        lists.forEach(list -> names.put(list, "list"));
        dicts.forEach(dict -> names.put(dict, "dict"));
        namespaces.forEach(namespace -> names.put(namespace, "Namespace"));
        return names;
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
