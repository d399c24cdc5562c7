package io.picklewire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.auth.AuthKey;
import io.picklewire.auth.AuthenticationException;
import io.picklewire.auth.Dialect;
import io.picklewire.auth.Digest;
import io.picklewire.process.ProcessId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java's connections with those of every CPython of this machine, in both roles. */
class ConnectionInteropTest {
    private static final AuthKey KEY = AuthKey.of("right key");
    private static final String TALKED = "talked about 6 messages, \\d+ items and [56] shapes to the end of file";

    @TempDir
    private Path folder;

    static List<Python> pythons() {
        return Pythons.chosen();
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void aPythonClientTalksToJavaListeners(Python python) throws Exception {
        try (Several listeners = Several.at(addresses(python));
                PythonPeer peer = PythonPeer.run(python, talking("connect", listeners.addresses(), "right key"))) {
            for (Listener listener : listeners.all()) {
                converse(python, listener.accept());
            }
            assertTalked(peer, listeners.all().size());
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void aJavaClientTalksToPythonListeners(Python python) throws Exception {
        List<Address> asked = addresses(python);
        try (PythonPeer peer = PythonPeer.run(python, talking("listen", asked, "right key"))) {
            List<Address> bound = peer.listening(asked.size());
            for (Address address : bound) {
                converse(python, Client.connect(address, KEY));
            }
            assertTalked(peer, bound.size());
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void bothRolesTalkWithoutAKey(Python python) throws Exception {
        try (Listener listener = Listener.bind(Address.of("127.0.0.1", 0));
                PythonPeer client = PythonPeer.run(python, "talk", "connect", listener.address() + "")) {
            converse(listener.accept());
            assertTalked(client, 1);
        }
        try (PythonPeer server = PythonPeer.run(python, "talk", "listen", "127.0.0.1:0")) {
            converse(Client.connect(server.listening()));
            assertTalked(server, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void anotherKeyIsAnAuthenticationErrorOnBothSides(Python python) throws Exception {
        try (Listener listener = Listener.bind(Address.of("127.0.0.1", 0), KEY)) {
            String[] wrong = talking("connect", List.of(listener.address(), listener.address()), "wrong key");
            try (PythonPeer client = PythonPeer.run(python, wrong)) {
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(listener::accept)
                            .isExactlyInstanceOf(AuthenticationException.class)
                            .hasMessageMatching(
                                    "127\\.0\\.0\\.1:\\d+: the answer is not the HMAC of \\w+ for this key");
                }
                assertThat(client.rest()).containsExactly("AuthenticationError", "AuthenticationError");
            }
        }
        try (PythonPeer server =
                PythonPeer.run(python, talking("listen", List.of(Address.of("127.0.0.1", 0)), "other"))) {
            Address address = server.listening();
            assertThatThrownBy(() -> Client.connect(address, KEY))
                    .isExactlyInstanceOf(AuthenticationException.class)
                    .hasMessage(address + ": the peer refused the digest of this key");
            assertThat(server.rest()).containsExactly("AuthenticationError");
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void aMinimumDigestKeepsOutPythonsThatDoNotKnowIt(Python python) throws Exception {
        try (Listener listener = Listener.at(Address.of("127.0.0.1", 0))
                        .authkey(KEY)
                        .minimumDigest(Digest.SHA384)
                        .bind();
                PythonPeer client =
                        PythonPeer.run(python, "hold", "connect", listener.address() + "", "--key", "right key")) {
            if (python.isAtLeast(3, 12)) {
                listener.accept().close();
                assertThat(client.rest()).containsExactly("end of file");
            } else {
                assertThatThrownBy(listener::accept)
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageEndingWith("the answer is signed with md5; allowed are sha384 and stronger");
                assertThat(client.rest()).containsExactly("AuthenticationError");
            }
        }
    }

    static Stream<String> digests() {
        return Stream.of("md5", "sha256", "sha384", "sha3_256", "sha3_384");
    }

    @ParameterizedTest
    @MethodSource("digests")
    void pythonMayAskForEveryDigestInBothRoles(String digest) throws Exception {
        Python python = Pythons.newest();
        String[] options = {"--key", "right key", "--digest", digest};
        try (Listener listener = Listener.bind(Address.of("127.0.0.1", 0), KEY);
                PythonPeer client = PythonPeer.run(python, join("hold connect " + listener.address(), options))) {
            listener.accept().close();
            assertThat(client.rest()).containsExactly("end of file");
        }
        try (PythonPeer server = PythonPeer.run(python, join("hold listen 127.0.0.1:0", options))) {
            Client.connect(server.listening(), KEY).close();
            assertThat(server.rest()).containsExactly("end of file");
        }
    }

    static List<Python> oldestAndNewest() {
        return List.of(Pythons.chosen().get(0), Pythons.newest()).stream()
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void messagesOf64MebibytesPassBothWays(Python python) throws Exception {
        Address address = Address.unix(folder.resolve("large").toString());
        String[] large = join("--sizes 67108864", talking("connect", List.of(address), "right key"));
        try (Listener listener = Listener.bind(address, KEY);
                PythonPeer client = PythonPeer.run(python, large)) {
            try (Connection connection = listener.accept()) {
                Conversation.answer(connection);
                Conversation.ask(connection, List.of(64 << 20));
            }
            assertThat(client.rest()).singleElement().asString().startsWith("talked about 1 messages");
        }
    }

    @Test
    void theProcessAtTheOtherEndIsKnownInBothRoles() throws Exception {
        assumeThat(Epoll.isAvailable()).isTrue();
        List<Address> asked = List.of(
                Address.of("127.0.0.1", 0), Address.unix(folder.resolve("p").toString()));
        for (Address address : asked) {
            // With a key: Python has accepted the connection when it is made. Before that it has no process.
            try (PythonPeer server =
                            PythonPeer.run(Pythons.newest(), "hold", "listen", address.toString(), "--key", "key");
                    Connection connection = Client.connect(server.listening(), AuthKey.of("key"))) {
                assertThat(connection.peer().process()).map(ProcessId::pid).contains(server.pid());
            }
        }
        try (Listener listener = Listener.bind(Address.of("127.0.0.1", 0));
                PythonPeer client = PythonPeer.run(Pythons.newest(), "hold", "connect", listener.address() + "");
                Connection connection = listener.accept()) {
            assertThat(connection.peer().process()).map(ProcessId::pid).contains(client.pid());
        }
    }

    /** Nagle's algorithm in Python holds the second of two small messages until the first is acknowledged. */
    @Test
    void twoMessagesInARowDoNotStall() throws Exception {
        assumeThat(Epoll.isAvailable()).isTrue();
        try (PythonPeer peer = PythonPeer.run(Pythons.newest(), "twice", "listen", "127.0.0.1:0");
                Connection connection = Client.connect(peer.listening())) {
            List<Long> nanos = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                long start = System.nanoTime();
                connection.sendBytes(new byte[1]);
                connection.recvBytes();
                connection.recvBytes();
                nanos.add(System.nanoTime() - start);
            }
            nanos.sort(null);
            assertThat(Duration.ofNanos(nanos.get(25))).isLessThan(Duration.ofMillis(15));
        }
    }

    private static void converse(Python python, Connection connection) throws IOException {
        assertThat(connection.peer().dialect()).contains(python.isAtLeast(3, 12) ? Dialect.MODERN : Dialect.LEGACY);
        converse(connection);
    }

    private static void converse(Connection connection) throws IOException {
        try (connection) {
            Conversation.answerThenAsk(connection);
        }
    }

    private static void assertTalked(PythonPeer peer, int times) throws IOException {
        assertThat(peer.rest()).hasSize(times).allMatch(line -> line.matches(TALKED));
    }

    private static String[] talking(String role, List<Address> addresses, String key) {
        List<String> arguments = new ArrayList<>(List.of("talk", role));
        addresses.forEach(address -> arguments.add(address.toString()));
        arguments.addAll(List.of("--key", key));
        return arguments.toArray(String[]::new);
    }

    private static String[] join(String words, String... options) {
        return Stream.concat(Stream.of(words.split(" ", -1)), Stream.of(options))
                .toArray(String[]::new);
    }

    private List<Address> addresses(Python python) {
        List<Address> addresses = new ArrayList<>(List.of(
                Address.of("127.0.0.1", 0),
                Address.unix(folder.resolve(python.line()).toString())));
        if (Epoll.isAvailable()) {
            addresses.add(Address.parse("unix:@picklewire" + folder.hashCode() + "-" + python.line()));
        }
        return addresses;
    }

    /** A listener an address. */
    private record Several(List<Listener> all) implements AutoCloseable {
        static Several at(List<Address> addresses) throws IOException {
            Several several = new Several(new ArrayList<>());
            for (Address address : addresses) {
                several.all.add(Listener.bind(address, KEY));
            }
            return several;
        }

        List<Address> addresses() {
            return all.stream().map(Listener::address).toList();
        }

        @Override
        public void close() {
            all.forEach(Listener::close);
        }
    }
}
