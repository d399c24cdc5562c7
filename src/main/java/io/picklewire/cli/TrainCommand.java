package io.picklewire.cli;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.connection.Client;
import io.picklewire.connection.Connection;
import io.picklewire.pickle.Dumper;
import io.picklewire.protocol.Request;
import io.picklewire.server.ManagerServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code picklewire train}: serves itself once and ends. The launcher has the JVM archive the classes that this
 * loads, which are those of a start up to the first answers.
 */
@Command(
        name = "train",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Serves itself once, to load what a start needs.")
final class TrainCommand implements Callable<Integer> {
    private static final AuthKey KEY = AuthKey.of("train");
    private static final int PROTOCOL = 4;

    /** For picocli. */
    TrainCommand() {}

    @Override
    public Integer call() throws IOException {
        MainCommand.commandLine("").usage(new PrintWriter(new StringWriter()));
        Path folder = Files.createTempDirectory("picklewire");
        Path socket = folder.resolve("socket");
        folder.toFile().deleteOnExit(); // after the socket, also when a signal ends this
        socket.toFile().deleteOnExit();
        try (ManagerServer server = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .address(Address.unix(socket.toString()))
                .authkey(KEY)
                .start()) {
            for (Address address : server.addresses()) {
                ask(address, "dummy");
                ask(address, "create", "Queue");
                new Snippet(address, "train", Map.of()).text();
            }
        }
        return 0;
    }

    private static void ask(Address address, String function, Object... arguments) throws IOException {
        try (Connection connection = Client.connect(address, KEY)) {
            connection.sendBytes(Request.encode(null, function, Request.Arguments.of(arguments), new Dumper(PROTOCOL)));
            connection.recvBytes();
        }
    }
}
