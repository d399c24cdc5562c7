package io.picklewire.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Java's part in what {@code connection_peer.py talk} does: everything is sent, and wanted back. */
final class Conversation {
    static final List<Integer> SIZES = List.of(0, 1, 16_383, 16_384, 16_385, 1_000_000);

    private static final List<Object> OBJECTS = List.of(
            true,
            0,
            Integer.MIN_VALUE,
            Long.MAX_VALUE,
            BigInteger.TWO.pow(500),
            0.1,
            "text",
            "\u00e4\u20ac\u65e5\ud83d\ude00",
            List.of(1, List.of(2, List.of())),
            Map.of("a", 1, "b", List.of("c")),
            Set.of("one", 2));

    private Conversation() {}

    /** Python asks, then this side. */
    static void answerThenAsk(Connection connection) throws IOException {
        answer(connection);
        ask(connection, SIZES);
    }

    static void answer(Connection connection) throws IOException {
        for (int messages = number(connection); messages > 0; messages--) {
            connection.sendBytes(connection.recvBytes());
        }
        for (int objects = number(connection); objects > 0; objects--) {
            connection.send(connection.recv());
        }
    }

    private static int number(Connection connection) throws IOException {
        return (Integer) connection.recv();
    }

    static void ask(Connection connection, List<Integer> sizes) throws IOException {
        connection.send(sizes.size());
        for (int size : sizes) {
            byte[] message = new byte[size];
            new Random(size).nextBytes(message);
            connection.sendBytes(message);
            assertThat(Arrays.equals(connection.recvBytes(), message))
                    .as("%s bytes", size)
                    .isTrue();
        }
        connection.send(OBJECTS.size());
        for (Object object : OBJECTS) {
            connection.send(object);
            assertThat(connection.recv()).isEqualTo(object);
        }
    }
}
