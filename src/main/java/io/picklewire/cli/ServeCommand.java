package io.picklewire.cli;

import io.picklewire.auth.Digest;
import io.picklewire.connection.Address;
import io.picklewire.server.ManagerServer;
import io.picklewire.server.ManagerServerBuilder;
import io.picklewire.transport.Transport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code picklewire serve}: a manager server until Ctrl-C, SIGTERM or a client's shutdown. */
@Command(
        name = "serve",
        description = "Serves queues, lists, dicts and all of SyncManager's types to Python programs.",
        mixinStandardHelpOptions = true,
        versionProvider = Picklewire.Version.class,
        sortOptions = false,
        footerHeading = "%n",
        footer = {
            "The key: --authkey, --authkey-file, or the environment variable PICKLEWIRE_AUTHKEY;",
            "without any of them a random one is made and printed.",
            "Ctrl-C and SIGTERM stop the server: exit code 0. What cannot be carried out is exit code 2."
        })
final class ServeCommand implements Callable<Integer> {
    private static final long TEN = 10;
    private static final int LONGEST_LINGER = 86_400;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = {
                "HOST:PORT (port 0 picks a free one; without HOST on all of the machine's), unix:/PATH, or unix:@NAME for an abstract socket (Linux).",
                "Repeatable. Default: 127.0.0.1:50000"
            })
    private List<String> addresses = new ArrayList<>();

    @Mixin
    private KeyOptions key = new KeyOptions();

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            converter = TransportName.class,
            description = {
                "How the system is asked for input and output: auto, io_uring, epoll or nio.",
                "Default: auto, the fastest that is there."
            })
    private Transport transport = Transport.AUTO;

    @Option(
            names = "--linger",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long an object that no client refers to stays, for a proxy that is on its way from one"
                    + " process to another; 5 seconds at most when memory is short. Default: ${DEFAULT-VALUE}")
    private double linger;

    @Option(
            names = "--minimum-digest",
            paramLabel = "NAME",
            defaultValue = "md5",
            converter = DigestName.class,
            description = "The weakest digest that a client may prove the key with: md5, sha256, sha384, sha3_256 or"
                    + " sha3_384. Python up to 3.11 knows md5 alone. Default: ${DEFAULT-VALUE}")
    private Digest minimumDigest = Digest.MD5;

    @Option(
            names = "--socket-mode",
            paramLabel = "MODE",
            defaultValue = "0600",
            converter = SocketMode.class,
            description = "Who may use a Unix socket's file, in octal as for chmod. Default: ${DEFAULT-VALUE}")
    private Set<PosixFilePermission> socketMode = Set.of();

    @Option(
            names = "--event-loops",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "How many threads do input and output. Default: ${DEFAULT-VALUE}")
    private int eventLoops;

    @Option(
            names = "--max-objects",
            paramLabel = "NUMBER",
            defaultValue = "100000",
            description =
                    "How many objects one client process may have made that are still there; all together may have"
                            + " ten times as many. Default: ${DEFAULT-VALUE}")
    private int maxObjects;

    @Mixin
    private PoolOptions pools = new PoolOptions();

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Mixin
    private NamedObjects named = new NamedObjects();

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets what is injected
    ServeCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        KeyOptions.Chosen chosen = key.choose();
        ManagerServerBuilder builder = ManagerServer.builder()
                .authkey(chosen.key())
                .transport(transport)
                .linger(Seconds.of("--linger", linger, LONGEST_LINGER))
                .minimumDigest(minimumDigest)
                .socketMode(socketMode)
                .eventLoops(eventLoops)
                .maxObjects(maxObjects, (int) Math.min(TEN * maxObjects, Integer.MAX_VALUE));
        for (String address : addresses.isEmpty() ? List.of("127.0.0.1:50000") : addresses) {
            builder.address(Address.parse(address));
        }
        named.register(builder);
        pools.register(builder);
        store.register(builder);
        if (chosen.warning() != null) {
            spec.commandLine().getErr().println("picklewire: " + chosen.warning());
        }
        try (ManagerServer server = builder.start()) {
            SignalHook.of(server::close);
            announce(server, chosen);
            StartingFile.remove();
            server.awaitClose();
        }
        return 0;
    }

    private void announce(ManagerServer server, KeyOptions.Chosen chosen) {
        PrintWriter out = spec.commandLine().getOut();
        server.addresses().forEach(address -> out.println("listening on " + address));
        if (chosen.made() != null) {
            out.println("authkey " + chosen.made());
        }
        out.println();
        out.println(new Snippet(server.addresses().get(0), chosen.python(), named.names()).text());
        out.flush();
    }
}
