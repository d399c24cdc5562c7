package io.picklewire.cli;

import io.picklewire.connection.Address;
import io.picklewire.relay.Relay;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code picklewire relay}: stands between clients and a server, until Ctrl-C or SIGTERM. */
@Command(
        name = "relay",
        description =
                "Listens in place of a server (serve --data DIR), and keeps its clients while it is away: what they wait for, hold"
                        + " and call goes on when it is back.",
        mixinStandardHelpOptions = true,
        versionProvider = Picklewire.Version.class,
        sortOptions = false,
        footerHeading = "%n",
        footer = {"Ctrl-C and SIGTERM let all clients go: exit code 0. What cannot be carried out is exit code 2."})
final class RelayCommand implements Callable<Integer> {
    private static final int LONGEST_PATIENCE = 86_400;

    @Option(names = "--to", paramLabel = "ADDRESS", required = true, description = "Where the server listens.")
    private String to = "";

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "Where clients connect, as for serve. Repeatable. Default: 127.0.0.1:50000")
    private List<String> addresses = new ArrayList<>();

    @Mixin
    private KeyOptions key = new KeyOptions();

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long clients are kept while the server is away. Default: ${DEFAULT-VALUE}")
    private double patience;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets what is injected
    RelayCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Duration longest = Seconds.of("--patience", patience, LONGEST_PATIENCE);
        List<Address> where = (addresses.isEmpty() ? List.of("127.0.0.1:50000") : addresses)
                .stream().map(Address::parse).toList();
        Address server = server(where);
        try (Relay relay = Relay.start(server, where, key.given(), longest)) {
            SignalHook.of(relay::close);
            PrintWriter out = spec.commandLine().getOut();
            relay.addresses().forEach(address -> out.println("listening on " + address));
            out.flush();
            relay.awaitClose();
        }
        return 0;
    }

    private Address server(List<Address> where) {
        Address server = Address.parse(to);
        if (where.contains(server)) {
            throw new IllegalArgumentException("--to " + to + ": there the relay itself is to listen");
        }
        if (server instanceof Address.Tcp tcp && tcp.port() == 0) {
            throw new IllegalArgumentException("--to " + to + ": a server has a port from 1 to 65535");
        }
        return server;
    }
}
