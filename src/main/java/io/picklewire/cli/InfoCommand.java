package io.picklewire.cli;

import io.picklewire.client.Manager;
import io.picklewire.protocol.ObjectDescription;
import io.picklewire.protocol.ObjectStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code picklewire info}: the objects that any manager has. */
@Command(
        name = "info",
        description = "Lists the objects of any manager, Python's own or this program's: how many proxies refer to"
                + " each, and, where the manager tells, who holds it and who waits.",
        mixinStandardHelpOptions = true,
        versionProvider = Picklewire.Version.class,
        sortOptions = false)
final class InfoCommand implements Callable<Integer> {
    @Mixin
    private ManagerOptions options = new ManagerOptions();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets what is injected
    InfoCommand() {}

    @Override
    public Integer call() throws IOException {
        try (Manager manager = options.connect()) {
            print(manager.numberOfObjects(), manager.objects());
        }
        return 0;
    }

    private void print(int number, List<ObjectDescription> objects) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(number, objects));
        } else {
            out.println("manager at " + options.address() + ": "
                    + (number == 1 ? "1 object is" : number + " objects are") + " referred to");
            table(objects).forEach(out::println);
        }
        out.flush();
    }

    private static List<String> table(List<ObjectDescription> objects) {
        if (objects.isEmpty()) {
            return List.of();
        }
        Table table = new Table("IDENT", "REFERENCES", "OBJECT", "STATE");
        objects.forEach(each -> table.add(
                each.ident(),
                String.valueOf(each.references()),
                each.repr(),
                each.status().toString()));
        return table.lines();
    }

    private static @Nullable Object owner(ObjectStatus status) {
        return status.owner() == null ? null : status.owner().client();
    }

    private String json(int number, List<ObjectDescription> objects) throws IOException {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (ObjectDescription each : objects) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("ident", each.ident());
            one.put("references", each.references());
            one.put("object", each.repr());
            one.put("state", each.status().isEmpty() ? null : each.status().toString());
            one.put("owner", owner(each.status()));
            Map<String, @Nullable Object> waiting = new LinkedHashMap<>();
            each.status().waiting().forEach(wait -> waiting.put(wait.purpose(), wait.clients()));
            one.put("waiting", waiting);
            all.add(one);
        }
        Map<String, @Nullable Object> info = new LinkedHashMap<>();
        info.put("address", options.address());
        info.put("number_of_objects", number);
        info.put("objects", all);
        return JsonText.of(info);
    }
}
