package io.picklewire.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.picklewire.auth.AuthKey;
import io.picklewire.auth.AuthenticationException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ListenerTest {
    private static final AuthKey KEY = AuthKey.of("right key");

    @TempDir
    private Path folder;

    private Listener listener;

    @BeforeEach
    void listen() throws IOException {
        listener = Listener.bind(Address.of("127.0.0.1", 0), KEY);
    }

    @AfterEach
    void close() {
        listener.close();
    }

    @Test
    void theRealPortIsKnownAndTheAddressOfThePeerAcceptedLast() throws Exception {
        assertThat(listener.lastAccepted()).isEmpty();
        try (RawClient client = client();
                Connection connection = accept(client)) {
            assertThat(listener.lastAccepted()).contains(Address.of("127.0.0.1", client.socket.getLocalPort()));
            assertThat(connection.peer().address()).isEqualTo("127.0.0.1:" + client.socket.getLocalPort());
        }
    }

    @Test
    void clientsOfUnixSocketsHaveNoAddress() throws Exception {
        Path socket = folder.resolve("socket");
        try (Listener unix = Listener.bind(Address.unix(socket.toString()));
                Connection client = Client.connect(unix.address());
                Connection accepted = unix.accept()) {
            client.send("hello");
            assertThat(accepted.recv()).isEqualTo("hello");
            assertThat(unix.lastAccepted()).isEmpty();
            assertThat(accepted.peer()).hasToString("a client of unix:" + socket);
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aUnixSocketIsForItsOwnerAlone() throws Exception {
        Path socket = folder.resolve("private");
        try (Listener unix = Listener.bind(Address.unix(socket.toString()))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).containsExactly(socket);
            }
            Client.connect(unix.address()).close();
        }
    }

    @Test
    void anAddressInUseIsNamed() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> Listener.bind(listener.address(), KEY))
                .withMessage(listener.address() + ": address already in use");
    }

    @Test
    void aPeerThatSaysNothingDoesNotKeepOthersOut() throws Exception {
        try (RawClient silent = client();
                RawClient good = client()) {
            silent.read();
            try (Connection connection = accept(good)) {
                assertThat(connection.isOpen()).isTrue();
            }
        }
    }

    @Test
    void aPeerThatSaysNothingHasNotAuthenticatedInTheEnd() throws Exception {
        try (Listener hasty = Listener.at(Address.of("127.0.0.1", 0))
                        .authkey(KEY)
                        .handshakeDeadline(Duration.ofMillis(100))
                        .bind();
                RawClient silent = new RawClient(((Address.Tcp) hasty.address()).port())) {
            assertThatThrownBy(hasty::accept)
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessage("127.0.0.1:" + silent.socket.getLocalPort() + ": not authenticated within 100 ms");
        }
    }

    @Test
    void eachBadPeerCostsOneAcceptAndTheGoodOneIsAccepted() throws Exception {
        try (RawClient wrong = client();
                RawClient http = client();
                RawClient gone = client();
                RawClient good = client()) {
            wrong.read();
            wrong.write(RawClient.frame(new byte[16]));
            assertThatThrownBy(listener::accept)
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageEndingWith("the answer is not the HMAC of md5 for this key");

            http.read();
            http.write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
            assertThatThrownBy(listener::accept)
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageEndingWith("frame of 1195725856 bytes exceeds the limit of 256");

            gone.read();
            gone.socket.close();
            assertThatThrownBy(listener::accept)
                    .isInstanceOf(EOFException.class)
                    .hasMessageEndingWith("the connection was closed during the handshake");

            try (Connection connection = accept(good)) {
                good.write(RawClient.frame("hello".getBytes(US_ASCII)));
                assertThat(connection.recvBytes()).isEqualTo("hello".getBytes(US_ASCII));
            }
        }
    }

    @Test
    void closingEndsEveryAcceptAndWhatWasNotAccepted() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<CompletableFuture<Throwable>> thrown = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread thread = new Thread(() -> failure.complete(catchThrowable(listener::accept)));
            thread.start();
            threads.add(thread);
            thrown.add(failure);
        }
        threads.forEach(Eventually::waits);

        listener.close();

        for (CompletableFuture<Throwable> failure : thrown) {
            assertThat(failure.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(SocketException.class)
                    .hasMessage(listener.address() + ": the listener is closed");
        }
        assertThatThrownBy(listener::accept).isInstanceOf(SocketException.class);
    }

    @Test
    void acceptedConnectionsOutliveTheListenerAndOthersDoNot() throws Exception {
        try (RawClient first = client();
                Connection accepted = accept(first);
                RawClient second = client()) {
            second.authenticate(KEY, new byte[0]);

            listener.close();

            assertThat(second.endsWithoutData()).isTrue();
            accepted.sendBytes(new byte[] {7});
            assertThat(first.read()).containsExactly(7);
        }
    }

    @Test
    void anInterruptedAcceptLeavesTheConnectionToTheNext() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CompletableFuture<Boolean> stayed = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            thrown.complete(catchThrowable(listener::accept));
            stayed.complete(Thread.currentThread().isInterrupted());
        });
        thread.start();
        Eventually.waits(thread);
        thread.interrupt();

        assertThat(thrown.get(20, TimeUnit.SECONDS))
                .isExactlyInstanceOf(InterruptedIOException.class)
                .hasMessage("interrupted while waiting for a connection at " + listener.address());
        assertThat(stayed.get(20, TimeUnit.SECONDS)).isTrue();
        try (RawClient client = client();
                Connection connection = accept(client)) {
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void morePeersThanMayWaitAreLeftToTheSystemAndAcceptedInTime() throws Exception {
        List<CompletableFuture<Link>> waiting = open(AcceptQueue.PLACES);
        CompletableFuture.allOf(waiting.toArray(CompletableFuture<?>[]::new)).get(20, TimeUnit.SECONDS);
        List<CompletableFuture<Link>> left = open(50);

        for (int i = 0; i < AcceptQueue.PLACES + 50; i++) {
            listener.accept().close();
        }
        CompletableFuture.allOf(left.toArray(CompletableFuture<?>[]::new)).get(20, TimeUnit.SECONDS);
    }

    private List<CompletableFuture<Link>> open(int count) {
        List<CompletableFuture<Link>> opening = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            opening.add(Client.to(listener.address())
                    .authkey(KEY)
                    .open(new Inbox("the listener")::connected)
                    .toCompletableFuture());
        }
        return opening;
    }

    private RawClient client() throws IOException {
        return new RawClient(((Address.Tcp) listener.address()).port());
    }

    private Connection accept(RawClient client) throws Exception {
        client.authenticate(KEY, new byte[0]);
        return listener.accept();
    }
}
