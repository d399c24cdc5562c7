package io.picklewire.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What clients of Java objects see when the server is closed. */
class ServerCloseTest {
    private static final String CLIENT =
            """
            import sys
            from multiprocessing.managers import BaseManager
            BaseManager.register('it')
            manager = BaseManager(('127.0.0.1', int(sys.argv[1])), b'key')
            manager.connect()
            try:
                print(getattr(manager.it(), sys.argv[2])())
            except EOFError:
                print('end of file')
            """;

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private ManagerServer server;
    private int port;

    /** What the client calls. */
    public final class Closing {
        /** Has another thread close the server, and goes on when nobody can connect any more. */
        public String untilNobodyListens() {
            new Thread(server::close).start();
            while (isListening()) {
                Thread.onSpinWait();
            }
            return "carried out";
        }

        public void forever() throws InterruptedException {
            new Thread(server::close).start();
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
        }
    }

    private boolean isListening() {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private String client(String method) throws Exception {
        server = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(AuthKey.of("key"))
                .register("it", Closing::new)
                .start();
        port = ((Address.Tcp) server.addresses().get(0)).port();
        String output = Pythons.newest().run(CLIENT, String.valueOf(port), method);
        server.awaitClose();
        return output;
    }

    @Test
    void aCallThatIsBeingCarriedOutIsAnswered() throws Exception {
        assertThat(client("untilNobodyListens")).isEqualTo("carried out\n");
    }

    @Test
    void aCallThatWaitsIsInterruptedAndItsClientHasTheEndOfTheConnection() throws Exception {
        assertThat(client("forever")).isEqualTo("end of file\n");
        interrupted.await();
    }
}
