package io.picklewire.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.picklewire.Pythons;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkTest {
    private static final byte[] HELLO = "hello".getBytes(US_ASCII);

    private EchoServer server;

    @BeforeEach
    void start() throws Exception {
        server = EchoServer.at("127.0.0.1:0");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void partsAreOneMessageAndItsOutcomeIsTold() throws Exception {
        try (RawClient client = RawClient.authenticated(server)) {
            CompletableFuture<Void> outcome =
                    server.link().send(new byte[] {1}, new byte[] {2, 3}).toCompletableFuture();

            assertThat(client.read()).containsExactly(1, 2, 3);
            assertThat(outcome).succeedsWithin(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aMessageToAClosedLinkFails() throws Exception {
        try (RawClient client = RawClient.authenticated(server)) {
            Link link = server.link();
            link.close();

            assertThat(client.readToEnd()).isEmpty();
            assertThat(server.closedLink()).isSameAs(link);
            assertThat(link.send(HELLO).toCompletableFuture()).isCompletedExceptionally();
            assertThat(link.isAlive()).isFalse();
        }
    }

    @Test
    void aPeerThatHasClosedIsNotAliveEvenBeforeItsCloseIsRead() throws Exception {
        assumeThat(Epoll.isAvailable()).isTrue();
        RawClient client = RawClient.authenticated(server);
        Link link = server.link();
        CountDownLatch loopIsHeld = new CountDownLatch(1);
        CountDownLatch clientHasClosed = new CountDownLatch(1);
        CompletableFuture<List<Boolean>> seen = new CompletableFuture<>();

        link.execute(() -> {
            boolean before = link.isAlive();
            loopIsHeld.countDown();
            awaitUninterrupted(clientHasClosed);
            seen.complete(List.of(before, link.isAlive(), server.closed.isEmpty()));
        });
        loopIsHeld.await();
        client.close();
        clientHasClosed.countDown();

        assertThat(seen.get(20, TimeUnit.SECONDS)).containsExactly(true, false, true);
    }

    @Test
    void aTaskComesAfterTheCloseThatIsReady() throws Exception {
        RawClient client = RawClient.authenticated(server);
        Link link = server.link();
        CountDownLatch loopIsHeld = new CountDownLatch(1);
        CountDownLatch clientHasClosed = new CountDownLatch(1);
        CompletableFuture<Boolean> sawTheClose = new CompletableFuture<>();

        link.execute(() -> {
            loopIsHeld.countDown();
            awaitUninterrupted(clientHasClosed);
            link.execute(() -> sawTheClose.complete(server.closed.contains(link)));
        });
        loopIsHeld.await();
        client.close();
        clientHasClosed.countDown();

        assertThat(sawTheClose.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void timersFireInOrderUnlessCancelled() throws Exception {
        try (RawClient client = RawClient.authenticated(server)) {
            Link link = server.link();
            LinkedBlockingQueue<String> fired = new LinkedBlockingQueue<>();

            link.schedule(TimeUnit.MILLISECONDS.toNanos(40), () -> fired.add("later"));
            link.schedule(TimeUnit.MILLISECONDS.toNanos(20), () -> fired.add("cancelled"))
                    .cancel();
            link.schedule(0, () -> fired.add("now"));

            assertThat(fired.poll(20, TimeUnit.SECONDS)).isEqualTo("now");
            assertThat(fired.poll(20, TimeUnit.SECONDS)).isEqualTo("later");
            assertThat(client.socket.isConnected()).isTrue();
        }
    }

    @Test
    void aTaskThatFailsClosesItsLink() throws Exception {
        try (RawClient client = RawClient.authenticated(server)) {
            server.link().execute(() -> {
                throw new IllegalStateException("of a test");
            });

            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void readingPausesAndResumes() throws Exception {
        try (RawClient client = RawClient.authenticated(server)) {
            Link link = server.link();
            CompletableFuture<Void> paused = new CompletableFuture<>();
            link.execute(() -> {
                link.pauseReading();
                paused.complete(null);
            });
            paused.get(20, TimeUnit.SECONDS);

            client.write(RawClient.frame(HELLO));
            link.send("first".getBytes(US_ASCII));
            link.resumeReading();

            assertThat(client.read()).isEqualTo("first".getBytes(US_ASCII));
            assertThat(client.read()).isEqualTo(HELLO);
        }
    }

    @Test
    void aPeerIsNamedByItsAddress() throws Exception {
        try (RawClient client = RawClient.authenticated(server)) {
            assertThat(server.link().peer()).hasToString("127.0.0.1:" + client.socket.getLocalPort());
        }
    }

    @Test
    void messagesOf64MebibytesPass() throws Exception {
        String script =
                """
                import sys
                from multiprocessing.connection import Client
                c = Client(eval(sys.argv[2]), authkey=sys.argv[1].encode('ascii'))
                c.send_bytes(b'x' * (64 << 20))
                print(len(c.recv_bytes()))
                """;

        String printed = Pythons.newest().run(script, "right key", EchoServer.python(server.address()));

        assertThat(printed.strip()).isEqualTo("67108864");
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
