package io.picklewire.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.picklewire.auth.AuthenticationException;
import io.picklewire.pickle.Dumper;
import io.picklewire.transport.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.razorvine.pickle.PickleException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Java at both ends. */
class ConnectionTest {
    private static final byte[] HELLO = "hello".getBytes(US_ASCII);

    @TempDir
    private Path folder;

    private ConnectionPair pair;
    private Connection here;
    private Connection there;

    @BeforeEach
    void open() throws IOException {
        use(ConnectionPair.open());
    }

    private void use(ConnectionPair opened) {
        if (pair != null) {
            pair.close();
        }
        pair = opened;
        here = opened.here();
        there = opened.there();
    }

    @AfterEach
    void close() {
        pair.close();
    }

    @ParameterizedTest
    @EnumSource
    void javaTalksToJavaOverEveryTransport(Transport transport) throws Exception {
        assumeAvailable(transport);
        use(ConnectionPair.open(
                builder -> builder.authkey(EchoServer.KEY).transport(transport),
                builder -> builder.authkey(EchoServer.KEY).transport(transport)));

        CompletableFuture<Throwable> answering = new CompletableFuture<>();
        new Thread(() -> answering.complete(catchThrowable(() -> Conversation.answer(there)))).start();
        Conversation.ask(here, Conversation.SIZES);

        assertThat(answering.get(20, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void aPartOfABufferIsSent() throws Exception {
        here.sendBytes(HELLO, 1, 3);
        here.sendBytes(HELLO, 5, 0);

        assertThat(there.recvBytes()).isEqualTo("ell".getBytes(US_ASCII));
        assertThat(there.recvBytes()).isEmpty();
        assertThatThrownBy(() -> here.sendBytes(HELLO, 3, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> here.sendBytes(HELLO, -1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void whatWasSentBeforeTheCloseIsReceivedBeforeTheEndOfFile() throws Exception {
        here.send("last words");
        here.close();

        assertThat(there.poll(Duration.ofSeconds(20))).isTrue();
        assertThat(there.recv()).isEqualTo("last words");
        assertThat(there.poll(Duration.ofSeconds(20))).isTrue();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(there::recv)
                    .isExactlyInstanceOf(EOFException.class)
                    .hasMessageEndingWith(": the peer has closed the connection");
        }
        assertThat(there.isOpen()).isTrue();
        assertThatThrownBy(() -> there.sendBytes(HELLO))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(": the message was not sent: the connection has ended");
    }

    @Test
    void aClosedConnectionRefusesEverything() {
        here.close();
        here.close();

        assertThat(here.isOpen()).isFalse();
        assertThatThrownBy(here::recv).isInstanceOf(SocketException.class).hasMessageEndingWith("is closed");
        assertThatThrownBy(here::recvBytes).isInstanceOf(SocketException.class);
        assertThatThrownBy(here::poll).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> here.send(1)).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> Connection.waitFor(List.of(there, here))).isInstanceOf(SocketException.class);
    }

    @Test
    void closingEndsAReceiveThatWaits() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread thread = new Thread(() -> thrown.complete(catchThrowable(here::recv)));
        thread.start();
        Eventually.waits(thread);

        here.close();

        assertThat(thrown.get(20, TimeUnit.SECONDS))
                .isInstanceOf(SocketException.class)
                .hasMessageEndingWith(": the connection is closed");
    }

    @Test
    void anInterruptedReceiveLeavesTheMessageToTheNext() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread thread = new Thread(() -> thrown.complete(catchThrowable(here::recv)));
        thread.start();
        Eventually.waits(thread);

        thread.interrupt();
        assertThat(thrown.get(20, TimeUnit.SECONDS)).isExactlyInstanceOf(InterruptedIOException.class);
        there.send("for the next");

        assertThat(here.recv()).isEqualTo("for the next");
    }

    @Test
    void anObjectThatCannotBePickledSendsNothing() throws Exception {
        assertThatExceptionOfType(PickleException.class)
                .isThrownBy(() -> here.send(List.of("fine", Thread.currentThread())))
                .withMessageContaining("cannot pickle a java.lang.Thread");

        assertThat(there.poll()).isFalse();
        here.send("after");
        assertThat(there.recv()).isEqualTo("after");
    }

    @Test
    void aMessageThatIsNoPickleCostsOnlyItself() throws Exception {
        here.sendBytes(HELLO);
        here.sendBytes(new byte[0]);
        here.send(5);

        assertThatThrownBy(there::recv).isInstanceOf(PickleException.class);
        assertThatThrownBy(there::recv).isInstanceOf(PickleException.class);
        assertThat(there.recv()).isEqualTo(5);
    }

    @Test
    void aMissingKeyIsNoticed() throws Exception {
        try (EchoServer server = EchoServer.at("127.0.0.1:0");
                Connection keyless = Client.connect(server.address())) {
            assertThatThrownBy(keyless::recv)
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessage("the peer asks for an authkey, and this connection was made without one");
        }
    }

    @Test
    void anInterruptedSendStillGoesOutWhole() throws Exception {
        here.sendBytes(new byte[(int) Inbox.BOUND_BYTES]);
        Eventually.holds(() -> there.inbox().isPaused());
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread thread = new Thread(() -> thrown.complete(catchThrowable(() -> here.sendBytes(new byte[32 << 20]))));
        thread.start();
        Eventually.waits(thread);

        thread.interrupt();

        assertThat(thrown.get(20, TimeUnit.SECONDS))
                .isExactlyInstanceOf(InterruptedIOException.class)
                .hasMessageStartingWith("interrupted while sending to ");
        assertThat(there.recvBytes()).hasSize((int) Inbox.BOUND_BYTES);
        assertThat(there.recvBytes()).hasSize(32 << 20);
    }

    @Test
    void thePickleProtocolIsTheHighestThatThePeerIsKnownToRead() throws Exception {
        here.send(1);
        assertThat(protocolOf(there.recvBytes()))
                .as("of a peer that authenticates as 3.12")
                .isEqualTo(4);
        there.sendBytes(new Dumper(5).dumps(1));
        here.recv();
        here.send(1);
        assertThat(protocolOf(there.recvBytes()))
                .as("of a peer that has sent 5")
                .isEqualTo(5);

        use(ConnectionPair.open(builder -> builder, builder -> builder.pickleProtocol(3)));
        here.send(1);
        assertThat(protocolOf(there.recvBytes())).as("of an unknown peer").isEqualTo(2);
        there.send(1);
        assertThat(protocolOf(here.recvBytes())).as("as given").isEqualTo(3);
    }

    private static int protocolOf(byte[] pickle) {
        return pickle[1];
    }

    @Test
    void pollSeesAtOnceWhatHasBeenSent() throws Exception {
        assertThat(there.poll()).isFalse();
        assertThat(there.poll(Duration.ofMillis(5))).isFalse();
        assertThat(there.poll(Duration.ofSeconds(-1))).isFalse();
        for (int i = 0; i < 200; i++) {
            here.sendBytes(HELLO);
            assertThat(there.poll()).isTrue();
            assertThat(there.recvBytes()).isEqualTo(HELLO);
        }
    }

    @Test
    void pollWaitsForAMessageAndLeavesIt() throws Exception {
        CompletableFuture<Boolean> polled = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                polled.complete(there.poll(Duration.ofSeconds(20)));
            } catch (IOException failed) {
                polled.completeExceptionally(failed);
            }
        });
        thread.start();
        Eventually.waits(thread);

        here.send("there");

        assertThat(polled.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(there.recv()).isEqualTo("there");
    }

    @Test
    void waitForReturnsThoseThatAreReadyInTheOrderGiven() throws Exception {
        try (ConnectionPair second = ConnectionPair.open();
                ConnectionPair third = ConnectionPair.open()) {
            List<Connection> all = List.of(here, second.here(), third.here());
            assertThat(Connection.waitFor(all, Duration.ZERO)).isEmpty();
            assertThat(Connection.waitFor(all, Duration.ofMillis(5))).isEmpty();
            assertThat(Connection.waitFor(List.of(), Duration.ZERO)).isEmpty();

            third.there().send("late in the list");
            assertThat(Connection.waitFor(all)).containsExactly(third.here());

            there.close();
            assertThat(here.poll(Duration.ofSeconds(20))).isTrue();
            assertThat(Connection.waitFor(all)).containsExactly(here, third.here());
        }
    }

    @Test
    void waitForWaitsForAnyOfThem() throws Exception {
        try (ConnectionPair second = ConnectionPair.open()) {
            CompletableFuture<List<Connection>> ready = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    ready.complete(Connection.waitFor(List.of(here, second.here())));
                } catch (IOException failed) {
                    ready.completeExceptionally(failed);
                }
            });
            thread.start();
            Eventually.waits(thread);

            second.there().close();

            assertThat(ready.get(20, TimeUnit.SECONDS)).containsExactly(second.here());
        }
    }

    @Test
    void aMessageOverTheMaximumOfTheConnectionCostsOnlyItself() throws Exception {
        use(ConnectionPair.open(builder -> builder.maxFrameBytes(1000), builder -> builder));
        there.sendBytes(new byte[1000]);
        there.sendBytes(new byte[70_000]);
        there.sendBytes(HELLO);

        assertThat(here.recvBytes()).hasSize(1000);
        assertThatThrownBy(here::recvBytes)
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(": frame of 70000 bytes exceeds the limit of 1000; the message is skipped");
        assertThat(here.recvBytes()).isEqualTo(HELLO);
    }

    @Test
    void aMessageOverTheMaximumOfTheCallIsTheLast() throws Exception {
        there.sendBytes(HELLO);
        there.sendBytes(HELLO);
        there.sendBytes(HELLO);

        assertThat(here.recvBytes(5)).isEqualTo(HELLO);
        assertThatThrownBy(() -> here.recvBytes(4))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(": message of 5 bytes exceeds the limit of 4; this end receives no more");
        assertThatThrownBy(here::recvBytes)
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(": this end of the connection only sends");
        here.sendBytes(HELLO);
        assertThat(there.recvBytes()).isEqualTo(HELLO);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> there.recvBytes(-1))
                .withMessage("maximum length -1; allowed is 0 and more");
    }

    @Test
    void aMessageThatJavaCannotHoldIsRefused() throws Exception {
        byte[] over31Bits = {-1, -1, -1, -1, 0, 0, 0, 0, (byte) 0x80, 0, 0, 0, 1, 2};
        try (ScriptedPeer large = new ScriptedPeer(ScriptedPeer.writing(over31Bits));
                Connection connection =
                        Client.to(large.address()).maxFrameBytes(Long.MAX_VALUE).connect()) {
            assertThatThrownBy(connection::recv)
                    .isInstanceOf(IOException.class)
                    .hasMessage(large.address()
                            + ": frame of 2147483648 bytes exceeds the limit of 2147483639; the message is skipped");
        }
    }

    @Test
    void aPeerThatIsGoneInTheMiddleOfAMessageIsNoEndOfFile() throws Exception {
        try (ScriptedPeer dying = new ScriptedPeer(socket -> {
                    socket.getOutputStream().write(RawClient.frame(HELLO));
                    socket.getOutputStream().write(RawClient.frame(HELLO), 0, 6);
                });
                Connection connection = Client.connect(dying.address())) {
            assertThat(connection.recvBytes()).isEqualTo(HELLO);
            assertThatThrownBy(connection::recvBytes)
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage(dying.address()
                            + ": the connection broke off: the stream ended after 2 bytes of a frame of 5");
        }
    }

    @Test
    void aPeerThatBreaksTheFramingIsToldOf() throws Exception {
        byte[] negative = {-1, -1, -1, -2};
        try (ScriptedPeer broken = new ScriptedPeer(ScriptedPeer.writing(negative));
                Connection connection = Client.connect(broken.address())) {
            assertThatThrownBy(connection::recvBytes)
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageContaining("the connection broke off: frame length -2 is negative");
            broken.join();
        }
    }

    @Test
    void messagesOfSeveralThreadsStayWhole() throws Exception {
        List<Thread> senders = new ArrayList<>();
        for (int sender = 0; sender < 4; sender++) {
            byte mark = (byte) sender;
            Thread thread = new Thread(() -> sendMarked(mark));
            thread.start();
            senders.add(thread);
        }
        int[] received = new int[4];
        for (int i = 0; i < 4 * 25; i++) {
            byte[] message = there.recvBytes();
            assertThat(message).hasSize(50_000).containsOnly(message[0]);
            received[message[0]]++;
        }
        assertThat(received).containsOnly(25);
        for (Thread thread : senders) {
            thread.join();
        }
    }

    private void sendMarked(byte mark) {
        byte[] message = new byte[50_000];
        java.util.Arrays.fill(message, mark);
        try {
            for (int i = 0; i < 25; i++) {
                here.sendBytes(message);
            }
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    @Test
    void aPeerThatSendsMoreThanIsReceivedHasToWait() throws Exception {
        int count = 64;
        CompletableFuture<Throwable> sent = new CompletableFuture<>();
        Thread sender = new Thread(() -> sent.complete(catchThrowable(() -> {
            for (int i = 0; i < count; i++) {
                here.sendBytes(new byte[1 << 20]);
                here.sendBytes(new byte[] {(byte) i});
            }
        })));
        sender.start();
        Eventually.holds(() -> there.inbox().isPaused());
        Eventually.waits(sender);

        assertThat(there.inbox().unreadBytes()).isLessThan(Inbox.BOUND_BYTES + (2 << 20));
        assertThat(sent).isNotDone();

        for (int i = 0; i < count; i++) {
            assertThat(there.recvBytes()).hasSize(1 << 20);
            assertThat(there.recvBytes()).containsExactly(i);
        }
        assertThat(sent.get(20, TimeUnit.SECONDS)).isNull();
        assertThat(there.inbox().isPaused()).isFalse();
    }

    /** As in Python, where a broken pipe says nothing of what has come before. */
    @ParameterizedTest
    @EnumSource
    void whatHasComeIsReceivedThoughSendingFails(Transport transport) throws Exception {
        assumeAvailable(transport);
        Address address = Address.unix(folder.resolve("socket").toString());
        try (Listener listener = Listener.bind(address);
                Connection connection = Client.to(address).transport(transport).connect()) {
            Connection leaving = listener.accept();
            leaving.sendBytes(new byte[(int) Inbox.BOUND_BYTES]);
            Eventually.holds(() -> connection.inbox().isPaused());
            for (int i = 0; i < 10; i++) {
                leaving.sendBytes(new byte[5000]);
            }
            leaving.close();
            assertThatThrownBy(() -> {
                        while (true) {
                            connection.sendBytes(HELLO);
                        }
                    })
                    .isInstanceOf(IOException.class);

            assertThat(connection.recvBytes()).hasSize((int) Inbox.BOUND_BYTES);
            for (int i = 0; i < 10; i++) {
                assertThat(connection.recvBytes()).hasSize(5000);
            }
            assertThatThrownBy(connection::recvBytes).isInstanceOf(IOException.class);
        }
    }

    private static void assumeAvailable(Transport transport) {
        assumeThat(transport != Transport.EPOLL || Epoll.isAvailable()).isTrue();
        assumeThat(transport != Transport.IO_URING || IoUring.isAvailable()).isTrue();
    }
}
