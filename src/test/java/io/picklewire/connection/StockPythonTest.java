package io.picklewire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.auth.Digest;
import io.picklewire.transport.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every CPython of this machine as a client, with nothing but its standard library. */
class StockPythonTest {
    private static final String CLIENT =
            """
            import sys
            from multiprocessing import AuthenticationError
            from multiprocessing.connection import Client
            key = sys.argv[1].encode('ascii')
            for text in sys.argv[2:]:
                try:
                    c = Client(eval(text), authkey=key)
                except (AuthenticationError, EOFError) as e:
                    print(type(e).__name__)
                    continue
                for size in (0, 1, 20000, 3000000):
                    c.send_bytes(b'x' * size)
                    assert c.recv_bytes() == b'x' * size
                c.send({'a': [1, None, 2.5]})
                assert c.recv() == {'a': [1, None, 2.5]}
                c.close()
                print('echoed')
            """;

    @TempDir
    private Path folder;

    static List<Python> pythons() {
        return Pythons.all();
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void talksOverTcpAndUnixSockets(Python python) throws Exception {
        try (EchoServer server = EchoServer.at(addresses(python))) {
            assertThat(runs(python, "right key", server)).containsOnly("echoed").hasSize(addresses(python).length);
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void getsAnAuthenticationErrorForAnotherKey(Python python) throws Exception {
        try (EchoServer server = EchoServer.at(addresses(python))) {
            assertThat(runs(python, "wrong key", server))
                    .containsOnly("AuthenticationError")
                    .hasSize(addresses(python).length);
            assertThat(server.opened).isEmpty();

            assertThat(runs(python, "right key", server)).containsOnly("echoed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void talksOverEveryTransport(Transport transport) throws Exception {
        assumeThat(transport != Transport.EPOLL || Epoll.isAvailable()).isTrue();
        assumeThat(transport != Transport.IO_URING || IoUring.isAvailable()).isTrue();

        UnaryOperator<ListenersBuilder> settings = builder -> builder.transport(transport);
        try (EchoServer server = EchoServer.with(settings, "127.0.0.1:0", "unix:" + folder.resolve("socket"))) {
            assertThat(runs(Pythons.newest(), "right key", server)).containsExactly("echoed", "echoed");
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void isKeptOutByAMinimumDigestItDoesNotKnow(Python python) throws Exception {
        UnaryOperator<ListenersBuilder> settings = builder -> builder.minimumDigest(Digest.SHA384);
        try (EchoServer server = EchoServer.with(settings, "127.0.0.1:0")) {
            assertThat(runs(python, "right key", server))
                    .containsExactly(python.isAtLeast(3, 12) ? "echoed" : "AuthenticationError");
        }
    }

    private String[] addresses(Python python) {
        String unix = "unix:" + folder.resolve(python.version());
        return Epoll.isAvailable()
                ? new String[] {"127.0.0.1:0", unix, "unix:@picklewire " + unix.hashCode()}
                : new String[] {"127.0.0.1:0", unix};
    }

    private static List<String> runs(Python python, String key, EchoServer server) throws Exception {
        String[] arguments = Stream.concat(
                        Stream.of(key), server.listeners().addresses().stream().map(EchoServer::python))
                .toArray(String[]::new);
        return python.run(CLIENT, arguments).lines().toList();
    }
}
