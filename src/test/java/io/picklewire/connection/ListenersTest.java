package io.picklewire.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.picklewire.auth.AuthKey;
import io.picklewire.transport.Transport;
import java.net.BindException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ListenersTest {
    private static final byte[] HELLO = "hello".getBytes(US_ASCII);

    @TempDir
    private Path folder;

    @Test
    void portZeroIsAFreeOneAndEachAddressIsGivenBack() throws Exception {
        String unix = "unix:" + folder.resolve("socket");
        try (EchoServer server = EchoServer.at("localhost:0", unix)) {
            assertThat(server.port()).isPositive();
            assertThat(server.listeners().addresses())
                    .extracting(Address::toString)
                    .containsExactly("localhost:" + server.port(), unix);
        }
    }

    @Test
    void listenersNeedAnAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EchoServer.at())
                .withMessage("no address to listen on; at least one is needed");
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO"})
    void aPortInUseIsNamed(Transport transport) throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String address = "0.0.0.0:" + taken.getLocalPort();

            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> EchoServer.with(builder -> builder.transport(transport), address))
                    .withMessage(address + ": address already in use");
        }
    }

    @Test
    void aHostNobodyKnowsIsNamed() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> EchoServer.at("nobody.invalid:5"))
                .withMessage("nobody.invalid:5: unknown host");
    }

    @Test
    void nothingListensWhenOneAddressFails() throws Exception {
        Path socket = folder.resolve("socket");
        try (ServerSocket taken = new ServerSocket(0)) {
            String inUse = "127.0.0.1:" + taken.getLocalPort();

            assertThatThrownBy(() -> EchoServer.at("unix:" + socket, inUse)).isInstanceOf(BindException.class);
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void aSocketFileNobodyListensOnIsReplacedAndRemovedInTheEnd() throws Exception {
        Path socket = folder.resolve("socket");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket))
                .close();
        assertThat(socket).exists();

        try (EchoServer server = EchoServer.at("unix:" + socket)) {
            assertThat(server.address()).isEqualTo(Address.unix(socket.toString()));
            assertThat(socket).exists();
        }
        assertThat(socket).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO"})
    void aSocketFileInUseIsLeftAlone(Transport transport) throws Exception {
        String address = "unix:" + folder.resolve("socket");
        try (EchoServer server = EchoServer.with(builder -> builder.transport(transport), address)) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> EchoServer.at(address))
                    .withMessage(address + ": address already in use");
            assertThat(folder.resolve("socket")).exists();
            assertThat(server.address()).hasToString(address);
        }
        assertThat(folder.resolve("socket")).doesNotExist();
    }

    @Test
    void anotherFileInTheWayIsLeftAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "kept");

        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> EchoServer.at("unix:" + file))
                .withMessage("unix:" + file + ": a file that is no socket is in the way");
        assertThat(file).hasContent("kept");
    }

    @Test
    void anAbstractNameInUseIsNamed() throws Exception {
        assumeThat(Epoll.isAvailable()).isTrue();
        String address = "unix:@" + folder;
        try (EchoServer server = EchoServer.at(address)) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> EchoServer.at(address))
                    .withMessage(server.address() + ": address already in use");
        }
    }

    @Test
    void closingEndsEveryConnectionAndTheListening() throws Exception {
        EchoServer server = EchoServer.at("127.0.0.1:0");
        try (RawClient authenticated = RawClient.authenticated(server);
                RawClient silent = new RawClient(server)) {
            silent.read();
            Link link = server.link();

            server.close();

            assertThat(authenticated.readToEnd()).isEmpty();
            assertThat(silent.readToEnd()).isEmpty();
            assertThat(server.closedLink()).isSameAs(link);
            assertThat(link.send(HELLO).toCompletableFuture()).isCompletedExceptionally();
            assertThatThrownBy(() -> new RawClient(server)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void closingOnTheEventLoopDoesNotWaitForItself() throws Exception {
        EchoServer server = EchoServer.at("127.0.0.1:0");
        try (RawClient client = RawClient.authenticated(server)) {
            server.link().execute(server::close);

            server.listeners().closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void aSilentClientIsClosedAtTheDeadline() throws Exception {
        Duration deadline = Duration.ofMillis(100);
        try (EchoServer server = EchoServer.with(builder -> builder.handshakeDeadline(deadline), "127.0.0.1:0");
                RawClient client = new RawClient(server)) {
            client.read();

            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void aWrongKeyIsToldFailureAndNothingMore() throws Exception {
        try (EchoServer server = EchoServer.at("127.0.0.1:0");
                RawClient client = new RawClient(server)) {
            client.read();
            client.write(RawClient.frame(new byte[16]));

            assertThat(client.readToEnd()).isEqualTo(RawClient.frame("#FAILURE#".getBytes(US_ASCII)));
            assertStillServes(server);
        }
    }

    @Test
    void aClientOfAnotherProtocolIsClosed() throws Exception {
        try (EchoServer server = EchoServer.at("127.0.0.1:0");
                RawClient client = new RawClient(server)) {
            client.read();
            client.write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));

            assertThat(client.readToEnd()).isEmpty();
            assertStillServes(server);
        }
    }

    @Test
    void aRequestInTheSameReadAsTheLastHandshakeMessageIsServed() throws Exception {
        try (EchoServer server = EchoServer.at("127.0.0.1:0");
                RawClient client = new RawClient(server)) {
            byte[] large = new byte[1000];
            client.authenticate(EchoServer.KEY, RawClient.join(RawClient.frame(HELLO), RawClient.frame(large)));

            assertThat(client.read()).isEqualTo(HELLO);
            assertThat(client.read()).isEqualTo(large);
        }
    }

    @Test
    void aMessageOverTheMaximumIsSkippedAndItsConnectionGoesOn() throws Exception {
        try (EchoServer server = EchoServer.with(builder -> builder.maxFrameBytes(1000), "127.0.0.1:0");
                RawClient client = RawClient.authenticated(server)) {
            client.write(RawClient.frame(new byte[1024]));
            assertThat(new String(client.read(), StandardCharsets.US_ASCII))
                    .isEqualTo("frame of 1024 bytes exceeds the limit of 1000");

            client.write(RawClient.frame(new byte[1000]));
            assertThat(client.read()).hasSize(1000);
            assertStillServes(server);
        }
    }

    @Test
    void hundredsOfConnectionsShareOneThread() throws Exception {
        try (EchoServer server = EchoServer.at("127.0.0.1:0")) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                clients.add(RawClient.authenticated(server));
            }
            CompletableFuture<Thread> first = new CompletableFuture<>();
            server.link().execute(() -> first.complete(Thread.currentThread()));
            for (int i = 1; i < 300; i++) {
                CompletableFuture<Thread> other = new CompletableFuture<>();
                server.link().execute(() -> other.complete(Thread.currentThread()));
                assertThat(other.get(20, TimeUnit.SECONDS)).isSameAs(first.get(20, TimeUnit.SECONDS));
            }
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aKeyOfAnotherServerDoesNotOpenThisOne() throws Exception {
        try (EchoServer server = EchoServer.at("127.0.0.1:0");
                RawClient client = new RawClient(server)) {
            assertThatThrownBy(() -> client.authenticate(AuthKey.of("other"), new byte[0]))
                    .hasMessage("the peer refused the digest of this key");
            assertThat(server.opened).isEmpty();
        }
    }

    private static void assertStillServes(EchoServer server) throws Exception {
        try (RawClient client = RawClient.authenticated(server)) {
            client.write(RawClient.frame(HELLO));
            assertThat(client.read()).isEqualTo(HELLO);
        }
    }
}
