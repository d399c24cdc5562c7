package io.picklewire.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.auth.AuthKey;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientTest {
    static List<Python> pythons() {
        return Pythons.all();
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void echo(Python python) throws Exception {
        Process p = python.start(
                """
                import sys
                from multiprocessing.connection import Listener
                l = Listener(('127.0.0.1', 0), authkey=b'right key')
                print(l.address[1]); sys.stdout.flush()
                c = l.accept()
                for i in range(2): c.send(c.recv())
                """);
        int port = Integer.parseInt(p.inputReader().readLine());
        try (Connection c = Client.connect(Address.of("127.0.0.1", port), AuthKey.of("right key"))) {
            c.send(List.of(1, 2));
            assertThat(c.recv()).isEqualTo(List.of(1, 2));
        }
    }
}
