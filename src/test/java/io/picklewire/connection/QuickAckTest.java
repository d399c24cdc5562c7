package io.picklewire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.picklewire.Pythons;
import io.picklewire.transport.Transport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Without the push each of these connections takes about 40 ms. */
class QuickAckTest {
    private static final double ALLOWED_MILLIS = 15;

    private static final String CLIENT =
            """
            import sys, time
            from multiprocessing.connection import Client
            clock = getattr(time, 'perf_counter', time.time)
            taken = []
            for i in range(50):
                started = clock()
                c = Client(eval(sys.argv[2]), authkey=sys.argv[1].encode('ascii'))
                c.send('a request')
                c.recv()
                c.close()
                taken.append(clock() - started)
            print(sorted(taken)[25] * 1000)
            """;

    private static final String LONG_MESSAGES =
            """
            import sys, time
            from multiprocessing.connection import Client
            clock = getattr(time, 'perf_counter', time.time)
            taken = []
            c = Client(eval(sys.argv[2]), authkey=sys.argv[1].encode('ascii'))
            for i in range(50):
                started = clock()
                c.send_bytes(b'x' * 20000)
                c.recv_bytes()
                taken.append(clock() - started)
            c.close()
            print(sorted(taken)[25] * 1000)
            """;

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "IO_URING"})
    void aStockClientConnectsAndIsAnsweredWithoutTheStall(Transport transport) throws Exception {
        assertThat(medianMillis(transport, CLIENT)).isPositive().isLessThan(ALLOWED_MILLIS);
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "IO_URING"})
    void aMessageInTwoWritesDoesNotStall(Transport transport) throws Exception {
        assertThat(medianMillis(transport, LONG_MESSAGES)).isPositive().isLessThan(ALLOWED_MILLIS);
    }

    private static double medianMillis(Transport transport, String script) throws Exception {
        assumeThat(transport == Transport.EPOLL ? Epoll.isAvailable() : IoUring.isAvailable())
                .isTrue();
        try (EchoServer server = EchoServer.with(builder -> builder.transport(transport), "127.0.0.1:0")) {
            String printed = Pythons.newest().run(script, "right key", EchoServer.python(server.address()));
            return Double.parseDouble(printed.strip());
        }
    }
}
