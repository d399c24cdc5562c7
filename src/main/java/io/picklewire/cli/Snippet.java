package io.picklewire.cli;

import io.picklewire.connection.Address;
import io.picklewire.python.Repr;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Python program that can be pasted as it stands to use the server.
 *
 * @param address where the server listens
 * @param key a Python expression that gives the key
 * @param names the named objects and their typeids
 */
record Snippet(Address address, String key, Map<String, String> names) {
    private static final Map<String, String> PROXIES = Map.ofEntries(
            Map.entry("list", "ListProxy"),
            Map.entry("dict", "DictProxy"),
            Map.entry("OrderedDict", "DictProxy"),
            Map.entry("Counter", "DictProxy"),
            Map.entry("defaultdict", "DictProxy"),
            Map.entry("Namespace", "NamespaceProxy"),
            Map.entry("Lock", "AcquirerProxy"),
            Map.entry("RLock", "AcquirerProxy"),
            Map.entry("Semaphore", "AcquirerProxy"),
            Map.entry("BoundedSemaphore", "AcquirerProxy"),
            Map.entry("Condition", "ConditionProxy"),
            Map.entry("Event", "EventProxy"),
            Map.entry("Barrier", "BarrierProxy"),
            Map.entry("Value", "ValueProxy"),
            Map.entry("Array", "ArrayProxy"));

    /** The hosts that stand for all addresses of the machine. */
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::");

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("# Python 2.7 or 3: paste this as it stands\n");
        if (key.startsWith("os.")) {
            text.append("import os\n");
        }
        text.append("from multiprocessing.managers import ").append(imports()).append('\n');
        names.forEach((name, typeid) -> text.append("SyncManager.register('")
                .append(name)
                .append('\'')
                .append(PROXIES.containsKey(typeid) ? ", proxytype=" + PROXIES.get(typeid) : "")
                .append(")\n"));
        text.append("manager = SyncManager(address=")
                .append(pythonAddress())
                .append(", authkey=")
                .append(key)
                .append(")\nmanager.connect()\n");
        String object = names.isEmpty() ? "Queue" : names.keySet().iterator().next();
        text.append("shared = manager.").append(object).append("()\n");
        text.append("print(").append(use(names.getOrDefault(object, "Queue"))).append(")\n");
        return text.toString();
    }

    private String imports() {
        return names.values().stream()
                .filter(PROXIES::containsKey)
                .map(PROXIES::get)
                .distinct()
                .map(proxy -> ", " + proxy)
                .collect(Collectors.joining("", "SyncManager", ""));
    }

    private String pythonAddress() {
        if (address instanceof Address.Tcp tcp) {
            String host = EVERYWHERE.contains(tcp.host()) ? "127.0.0.1" : tcp.host();
            return "(" + Repr.of(host) + ", " + tcp.port() + ")";
        }
        return address instanceof Address.Unix unix
                ? Repr.of(Path.of(unix.path()).toAbsolutePath().toString())
                : Repr.of("\0" + ((Address.Abstract) address).name());
    }

    private static String use(String typeid) {
        return switch (typeid) {
            case "list" -> "shared[:]";
            case "dict", "OrderedDict", "Counter", "defaultdict" -> "shared.items()";
            case "Queue", "JoinableQueue", "PriorityQueue", "LifoQueue", "SimpleQueue" -> "shared.qsize()";
            default -> "shared";
        };
    }
}
