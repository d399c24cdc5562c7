package io.picklewire.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.picklewire.auth.AuthKey;
import io.picklewire.auth.AuthenticationException;
import io.picklewire.transport.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
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

class ClientTest {
    private static final Duration SHORT = Duration.ofMillis(150);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void anAddressWhereNobodyListensIsNamed(Transport transport) throws Exception {
        assumeAvailable(transport);
        Address tcp = Address.of("127.0.0.1", freePort());
        Address missing = Address.unix(folder.resolve("missing").toString());
        Path stale = folder.resolve("stale");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(stale))
                .close();

        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> connect(tcp, transport))
                .withMessage(tcp + ": connection refused");
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> connect(missing, transport))
                .withMessage(missing + ": no such file or directory");
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> connect(Address.unix(stale.toString()), transport))
                .withMessage("unix:" + stale + ": connection refused");
    }

    private static void connect(Address address, Transport transport) throws IOException {
        Client.to(address)
                .authkey(EchoServer.KEY)
                .transport(transport)
                .connect()
                .close();
    }

    @Test
    void anAbstractNameThatNobodyHasIsNamed() {
        assumeThat(Epoll.isAvailable()).isTrue();
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> connect(Address.parse("unix:@picklewire nobody"), Transport.AUTO))
                .withMessage("unix:@picklewire nobody: connection refused");
    }

    @Test
    void abstractNamesNeedANativeTransport() {
        ClientBuilder builder =
                Client.to(Address.parse("unix:@picklewire nobody")).transport(Transport.NIO);

        assertThatThrownBy(builder::connect)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("needs the transport epoll or io_uring");
        assertThat(builder.open(link -> new Inbox("unused")).toCompletableFuture())
                .isCompletedExceptionally();
    }

    @Test
    void aHostNobodyKnowsIsNamed() {
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> Client.connect(Address.of("nobody.invalid", 5)))
                .withMessage("nobody.invalid:5: unknown host");
    }

    @Test
    void aHostMayHaveAName() throws Exception {
        try (EchoServer server = EchoServer.at("127.0.0.1:0");
                Connection connection = Client.connect(Address.of("localhost", server.port()), EchoServer.KEY)) {
            connection.sendBytes(new byte[] {1, 2});
            assertThat(connection.recvBytes()).containsExactly(1, 2);
        }
    }

    @Test
    void aServerThatIsNotToBeReachedIsGivenUpInTime() throws Exception {
        assumeThat(Epoll.isAvailable()).as("a full backlog drops connections").isTrue();
        List<SocketChannel> filling = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 4; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(full.getLocalSocketAddress());
                filling.add(channel);
            }
            Address address = Address.of("127.0.0.1", full.getLocalPort());

            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> withKey(address).connectTimeout(SHORT).connect())
                    .withMessage(address + ": not connected within 150 ms");
        } finally {
            for (SocketChannel channel : filling) {
                channel.close();
            }
        }
    }

    /** Python's client waits in connect for that; its listeners have room for one unless told otherwise. */
    @ParameterizedTest
    @EnumSource
    void aUnixSocketWithoutRoomIsWaitedFor(Transport transport) throws Exception {
        assumeAvailable(transport);
        assumeThat(Epoll.isAvailable()).as("Linux").isTrue();
        Path path = folder.resolve("socket");
        Address address = Address.unix(path.toString());
        try (ServerSocketChannel small = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            small.bind(UnixDomainSocketAddress.of(path), 1);
            ClientBuilder builder = Client.to(address).transport(transport);
            List<CompletableFuture<Link>> opening = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                opening.add(builder.open(new Inbox("the server")::connected).toCompletableFuture());
            }
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(
                            () -> builder.connectTimeout(Duration.ofMillis(50)).connect())
                    .withMessage(address + ": not connected within 50 ms");

            for (int i = 0; i < 6; i++) {
                small.accept().close();
            }
            for (CompletableFuture<Link> link : opening) {
                link.get(20, TimeUnit.SECONDS).close();
            }
        }
    }

    @Test
    void aServerThatNeverSaysAnythingIsGivenUpInTime() throws Exception {
        try (ScriptedPeer silent = new ScriptedPeer(ScriptedPeer.writing(new byte[0]))) {
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() ->
                            withKey(silent.address()).connectTimeout(SHORT).connect())
                    .withMessage(silent.address() + ": connected, but not authenticated within 150 ms; expected is a"
                            + " multiprocessing listener or manager that asks for an authkey");
            silent.join();
        }
    }

    @Test
    void anHttpServerIsNoListener() throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.start();
        try {
            Address address = Address.of("127.0.0.1", http.getAddress().getPort());
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> withKey(address).connectTimeout(SHORT).connect())
                    .withMessageContaining("expected is a multiprocessing listener");

            try (Connection connection = Client.connect(address)) {
                connection.sendBytes("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
                assertThatThrownBy(connection::recv)
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith(address + ": ");
            }
        } finally {
            http.stop(0);
        }
    }

    @Test
    void aServerOfAnotherProtocolIsToldApart() throws Exception {
        try (ScriptedPeer ssh = new ScriptedPeer(ScriptedPeer.writing("SSH-2.0-x\r\n".getBytes(US_ASCII)))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> withKey(ssh.address()).connect())
                    .withMessageStartingWith(ssh.address() + ": the peer speaks another protocol: "
                            + "frame of 1397966893 bytes exceeds the limit of 256; expected is ");
            ssh.join();
        }
    }

    @Test
    void aServerThatDoesNotChallengeIsRefused() throws Exception {
        byte[] hello = RawClient.frame("hello".getBytes(US_ASCII));
        try (ScriptedPeer other = new ScriptedPeer(ScriptedPeer.writing(hello))) {
            assertThatExceptionOfType(AuthenticationException.class)
                    .isThrownBy(() -> withKey(other.address()).connect())
                    .withMessage(other.address() + ": a message of 5 bytes is not a #CHALLENGE#");
            other.join();
        }
    }

    @Test
    void aServerThatGoesAwayDuringTheHandshakeIsAnEndOfFile() throws Exception {
        byte[] challenge = RawClient.frame(("#CHALLENGE#" + "x".repeat(20)).getBytes(US_ASCII));
        try (ScriptedPeer leaving = new ScriptedPeer(socket -> {
            socket.getOutputStream().write(challenge);
            socket.getInputStream().readNBytes(20);
        })) {
            assertThatExceptionOfType(EOFException.class)
                    .isThrownBy(() -> withKey(leaving.address()).connect())
                    .withMessageStartingWith(leaving.address() + ": the connection was closed during the handshake;");
        }
        try (ScriptedPeer leaving =
                new ScriptedPeer(socket -> socket.getOutputStream().write(challenge, 0, 10))) {
            assertThatExceptionOfType(EOFException.class)
                    .isThrownBy(() -> withKey(leaving.address()).connect())
                    .withMessageStartingWith(leaving.address() + ": the stream ended after 6 bytes of a frame of 31;");
        }
    }

    @Test
    void aConnectionThatIsResetDuringTheHandshakeIsSaidToBreakOff() throws Exception {
        byte[] challenge = RawClient.frame(("#CHALLENGE#" + "x".repeat(20)).getBytes(US_ASCII));
        try (ScriptedPeer resetting = new ScriptedPeer(socket -> {
            socket.getOutputStream().write(challenge);
            socket.getInputStream().readNBytes(20);
            socket.setSoLinger(true, 0);
        })) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> withKey(resetting.address()).connect())
                    .withMessage(resetting.address()
                            + ": the connection broke off during the handshake: connection reset by peer");
        }
    }

    @Test
    void anInterruptEndsTheWaitingAndTheThreadStaysInterrupted() throws Exception {
        try (ScriptedPeer silent = new ScriptedPeer(ScriptedPeer.writing(new byte[0]))) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() ->
                            withKey(silent.address()).connectTimeout(SHORT).connect())
                    .isExactlyInstanceOf(InterruptedIOException.class)
                    .hasMessage("interrupted while connecting to " + silent.address());
            assertThat(Thread.interrupted()).isTrue();
            silent.join();
        }
    }

    @Test
    void aLinkIsOpenedWithoutWaitingAndItsHandlerIsTheAcceptors() throws Exception {
        try (EchoServer server = EchoServer.at("127.0.0.1:0")) {
            Inbox inbox = new Inbox("the server");
            Link link = withKey(server.address())
                    .open(inbox::connected)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);

            link.send(new byte[] {5});

            assertThat(inbox.take()).containsExactly(5);
            assertThat(link.peer()).hasToString(server.address().toString());
            assertThat(((ChannelLink) link).channel().config().getOption(ChannelOption.TCP_NODELAY))
                    .isTrue();
            link.close();
            assertThatThrownBy(inbox::take).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aLinkWhoseAcceptorFailsIsClosed() throws Exception {
        try (EchoServer server = EchoServer.at("127.0.0.1:0")) {
            CompletableFuture<Link> opened = withKey(server.address())
                    .open(link -> {
                        throw new IllegalStateException("of a test");
                    })
                    .toCompletableFuture();

            assertThatThrownBy(() -> opened.get(20, TimeUnit.SECONDS)).hasRootCauseMessage("of a test");
            assertThat(server.closedLink()).isNotNull();
        }
    }

    @Test
    void blockingOnAnEventLoopIsRefused() throws Exception {
        try (EchoServer server = EchoServer.at("127.0.0.1:0");
                Connection connection = Client.connect(server.address(), EchoServer.KEY)) {
            List<String> refusals = new ArrayList<>();
            CompletableFuture<Void> done = new CompletableFuture<>();
            server.link().execute(() -> {
                refusals.add(refusal(() -> Client.connect(server.address(), EchoServer.KEY)));
                refusals.add(refusal(connection::recv));
                refusals.add(refusal(() -> connection.send(1)));
                refusals.add(refusal(connection::poll));
                done.complete(null);
            });
            done.get(20, TimeUnit.SECONDS);

            assertThat(refusals)
                    .containsExactly(
                            "connect would block the event loop that it was called on",
                            "recv would block the event loop that it was called on",
                            "send would block the event loop that it was called on",
                            "poll would block the event loop that it was called on");
        }
    }

    private static String refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable blocking) {
        return String.valueOf(
                org.assertj.core.api.Assertions.catchThrowableOfType(IllegalStateException.class, blocking)
                        .getMessage());
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        ClientBuilder builder = Client.to(Address.of("127.0.0.1", 5));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.connectTimeout(Duration.ZERO))
                .withMessage("time limit PT0S; allowed is more than zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxFrameBytes(0))
                .withMessage("maximum frame 0; allowed is 1 and more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.pickleProtocol(6))
                .withMessage("pickle protocol 6; allowed are 0 to 5");
    }

    private static ClientBuilder withKey(Address address) {
        return Client.to(address).authkey(AuthKey.of("right key"));
    }

    private static void assumeAvailable(Transport transport) {
        assumeThat(transport != Transport.EPOLL || Epoll.isAvailable()).isTrue();
        assumeThat(transport != Transport.IO_URING || IoUring.isAvailable()).isTrue();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
