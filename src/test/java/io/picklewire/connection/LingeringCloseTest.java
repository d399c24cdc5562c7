package io.picklewire.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.picklewire.Pythons;
import io.picklewire.transport.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LingeringCloseTest {
    private static final byte[] REPLY = "reply".getBytes(US_ASCII);

    private static final String CLIENT =
            """
            import sys
            from multiprocessing.connection import Client
            for i in range(20):
                c = Client(eval(sys.argv[2]), authkey=sys.argv[1].encode('ascii'))
                c.send_bytes(b'request')
                assert len(c.recv_bytes()) == 3000000
                c.close()
            print('done')
            """;

    @Test
    void noSideIsLeftInTimeWaitAndNoReplyIsCutOff() throws Exception {
        assumeThat(Epoll.isAvailable()).isTrue();
        try (Listeners listeners = answeringOnce(new byte[3_000_000], Transport.EPOLL)) {
            Address address = listeners.addresses().get(0);

            assertThat(Pythons.newest().run(CLIENT, "right key", EchoServer.python(address)))
                    .isEqualTo("done\n");

            assertThat(timeWaits(((Address.Tcp) address).port())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO"})
    void aClientThatDoesNotCloseIsClosedAfterASecondAndHasItsReply(Transport transport) throws Exception {
        try (Listeners listeners = answeringOnce(REPLY, transport);
                RawClient client =
                        new RawClient(((Address.Tcp) listeners.addresses().get(0)).port())) {
            client.authenticate(EchoServer.KEY, RawClient.frame(new byte[1]));

            assertThat(client.readToEnd()).isEqualTo(RawClient.frame(REPLY));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO"})
    void aClientThatSendsNoMoreStillGetsItsReply(Transport transport) throws Exception {
        try (Listeners listeners = answeringOnce(REPLY, transport);
                RawClient client =
                        new RawClient(((Address.Tcp) listeners.addresses().get(0)).port())) {
            client.authenticate(EchoServer.KEY, RawClient.frame(new byte[1]));
            assertThat(client.read()).isEqualTo(REPLY);

            client.write(RawClient.frame(new byte[100]));
            client.socket.shutdownOutput();

            assertThat(client.endsWithoutData()).isTrue();
        }
    }

    private static Listeners answeringOnce(byte[] reply, Transport transport) throws Exception {
        Acceptor acceptor = link -> new LinkHandler() {
            @Override
            public void received(byte[] message) {
                var unused = link.send(reply);
                link.finish();
            }

            @Override
            public void closed() {}
        };
        return Listeners.builder()
                .authkey(EchoServer.KEY)
                .address(Address.of("127.0.0.1", 0))
                .transport(transport)
                .open(acceptor);
    }

    /** Rows of the socket table in state 06 with this port at either end. */
    private static List<String> timeWaits(int port) throws Exception {
        String end = String.format(Locale.ROOT, ":%04X ", port);
        return Files.readAllLines(Path.of("/proc/net/tcp")).stream()
                .filter(row -> row.contains(end) && row.contains(" 06 "))
                .toList();
    }
}
