package io.picklewire.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.connection.Eventually;
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

    /** What the client calls. */
    public final class Closing {
        /** Has another thread close the server, which waits then, and takes a little longer itself. */
        public String aLittleLonger() throws InterruptedException {
            Thread closing = new Thread(server::close);
            closing.start();
            Eventually.waits(closing);
            closing.join(20);
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

    private String client(String method) throws Exception {
        server = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(AuthKey.of("key"))
                .register("it", Closing::new)
                .start();
        int port = ((Address.Tcp) server.addresses().get(0)).port();
        String output = Pythons.newest().run(CLIENT, String.valueOf(port), method);
        server.awaitClose();
        return output;
    }

    @Test
    void aCallThatIsBeingCarriedOutIsAnswered() throws Exception {
        assertThat(client("aLittleLonger")).isEqualTo("carried out\n");
    }

    @Test
    void aCallThatWaitsIsInterruptedAndItsClientHasTheEndOfTheConnection() throws Exception {
        assertThat(client("forever")).isEqualTo("end of file\n");
        interrupted.await();
    }
}
