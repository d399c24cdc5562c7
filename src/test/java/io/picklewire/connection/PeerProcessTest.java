package io.picklewire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.picklewire.Pythons;
import io.picklewire.process.ProcessId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerProcessTest {
    private static final String CLIENT =
            """
            import sys
            from multiprocessing.connection import Client
            connections = [Client(eval(sys.argv[2]), authkey=sys.argv[1].encode('ascii')) for i in range(3)]
            sys.stdin.read()
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void onLinux() {
        assumeThat(Epoll.isAvailable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "unix:FOLDER/socket", "unix:@picklewire peer process"})
    void theProcessAtTheOtherEndIsKnownAndSeenToEnd(String address) throws Exception {
        try (EchoServer server = EchoServer.at(address.replace("FOLDER", folder.toString()))) {
            Process python = Pythons.newest().start(CLIENT, "right key", EchoServer.python(server.address()));
            List<ProcessId> found = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                found.add(server.link().peer().process().orElseThrow());
            }

            assertThat(found).extracting(ProcessId::pid).containsOnly(python.pid());
            assertThat(found).allMatch(ProcessId::isAlive);
            assertThat(found).containsOnly(found.get(0));

            python.getOutputStream().close();
            assertThat(python.waitFor()).isZero();
            assertThat(found).noneMatch(ProcessId::isAlive);
        }
    }

    @Test
    void theAnswerComesOnTheEventLoopWithoutHoldingIt() throws Exception {
        try (EchoServer server = EchoServer.at("127.0.0.1:0");
                RawClient client = RawClient.authenticated(server)) {
            Link link = server.link();
            CompletableFuture<Thread> loop = new CompletableFuture<>();
            CompletableFuture<Thread> answering = new CompletableFuture<>();
            CompletableFuture<Long> pid = new CompletableFuture<>();

            link.execute(() -> {
                loop.complete(Thread.currentThread());
                link.peer().findProcess().thenAccept(process -> {
                    answering.complete(Thread.currentThread());
                    pid.complete(process.orElseThrow().pid());
                });
            });

            assertThat(pid.get(20, TimeUnit.SECONDS))
                    .isEqualTo(ProcessHandle.current().pid());
            assertThat(answering.join()).isSameAs(loop.join());
            assertThat(client.socket.isConnected()).isTrue();
        }
    }
}
