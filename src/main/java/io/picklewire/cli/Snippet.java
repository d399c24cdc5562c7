package io.picklewire.cli;

import io.picklewire.connection.Address;
import io.picklewire.python.Repr;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Python program that can be pasted as it stands to use the server.
 *
 * @param address where the server listens
 * @param key the key, if it may be shown
 * @param names the named objects and their typeids
 */
record Snippet(Address address, @Nullable String key, Map<String, String> names) {
    private static final Map<String, String> PROXIES =
            Map.of("list", "ListProxy", "dict", "DictProxy", "Namespace", "NamespaceProxy");

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("# Python 2.7 or 3: paste this as it stands\n");
        if (key == null) {
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
                .append(pythonKey())
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

    private String pythonKey() {
        return key == null ? "os.environ['PICKLEWIRE_AUTHKEY'].encode()" : "b'" + key + "'";
    }

    private String pythonAddress() {
        if (address instanceof Address.Tcp tcp) {
            return "('" + (tcp.host().equals("0.0.0.0") ? "127.0.0.1" : tcp.host()) + "', " + tcp.port() + ")";
        }
        return address instanceof Address.Unix unix
                ? Repr.of(unix.path())
                : Repr.of("\0" + ((Address.Abstract) address).name());
    }

    private static String use(String typeid) {
        return switch (typeid) {
            case "list" -> "shared[:]";
            case "dict" -> "shared.items()";
            case "Namespace" -> "shared";
            default -> "shared.qsize()";
        };
    }
}
