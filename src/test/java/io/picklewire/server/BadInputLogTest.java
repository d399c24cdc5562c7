package io.picklewire.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Program;
import io.picklewire.Pythons;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no well-meaning client sends is one line in the server's log, and costs another client nothing. */
class BadInputLogTest {
    private static final String CLIENT =
            """
            import os, pickle, socket, struct, sys
            from multiprocessing import AuthenticationError
            from multiprocessing.connection import Client
            from multiprocessing.managers import SyncManager

            address = ('127.0.0.1', int(sys.argv[1]))

            def raw(octets, half_close=False):
                sock = socket.create_connection(address)
                sock.sendall(octets)
                if half_close:
                    sock.shutdown(socket.SHUT_WR)
                while sock.recv(65536):
                    pass

            def message(octets, serve=True):
                connection = Client(address, authkey=b'key')
                if serve:
                    connection.send((None, 'accept_connection', ('bad',), {}))
                    connection.recv()
                connection.send_bytes(octets)
                return connection.recv_bytes()

            def request(*parts, serve=True):
                return message(pickle.dumps(parts, 4), serve)

            class Command(object):
                def __reduce__(self):
                    return os.system, ('exit 1',)

            def wrong_key():
                try:
                    Client(address, authkey=b'other')
                except AuthenticationError:
                    pass

            def truncated_when_trusted():
                connection = Client(address, authkey=b'key')
                connection.send((None, 'accept_connection', ('bad',), {}))
                connection.recv()
                os.write(connection.fileno(), struct.pack('!i', 1000) + b'only some')
                connection.close()

            def oversized_and_gone():
                connection = Client(address, authkey=b'key')
                os.write(connection.fileno(), struct.pack('!i', 2 << 20) + b'only some')
                connection.recv_bytes()
                connection.close()

            def named(name):
                connection = Client(address, authkey=b'key')
                connection.send((None, 'accept_connection', (name,), {}))
                connection.recv()
                connection.send_bytes(b'x')
                connection.recv_bytes()

            manager = SyncManager(address, b'key')
            manager.connect()
            shared = manager.list([0])
            ident = shared._token.id
            bad = {
                'wrong key': wrong_key,
                'truncated frame': lambda: raw(struct.pack('!i', 100) + b'only some', True),
                'oversized frame': lambda: raw(struct.pack('!i', 257)),
                'garbage': lambda: raw(b'GET / HTTP/1.1\\r\\n\\r\\n'),
                'silence': lambda: raw(b''),
                'trusted: truncated frame': truncated_when_trusted,
                'trusted: oversized frame': lambda: message(b'x' * (2 << 20)),
                'trusted: oversized, and gone': oversized_and_gone,
                'trusted: garbage': lambda: message(b'\\xff\\n' * 100),
                'trusted: garbage for control': lambda: message(b'\\xff\\n' * 100, False),
                'trusted: os.system': lambda: message(pickle.dumps(Command())),
                'trusted: os.system for control': lambda: message(pickle.dumps(Command()), False),
                'trusted: deep nesting': lambda: message(b']' * 100000 + b'a' * 99999 + b'.'),
                'trusted: no request': lambda: request(1, 2, 3),
                'trusted: no request for control': lambda: request(None, ['x\\n' * 1000], (), {}, serve=False),
                'trusted: unknown ident': lambda: request('nowhere\\n', 'append', (1,), {}),
                'trusted: unknown method': lambda: request(ident, 'frob\\nnicate' * 100, (1,), {}),
                'trusted: keywords of ints': lambda: request(ident, 'append', (), {1: 2}),
                'trusted: unknown typeid': lambda: request(None, 'create', ('nowhere\\n',), {}, serve=False),
                'trusted: unknown function': lambda: request(None, 'frob\\nnicate', (), {}, serve=False),
                'trusted: wrong arguments': lambda: request(None, 'create', ('Queue', 1, 2), {}, serve=False),
                'trusted: a name of two lines': lambda: named('a\\nb\\x1b[31m'),
            }
            for name in sys.stdin:
                bad[name.strip()]()
                shared.append(shared.pop() + 1)
                print(shared[0])
                sys.stdout.flush()
            """;

    private static Program server;
    private static Process client;
    private static BufferedReader answers;
    private static BufferedWriter questions;
    private static int asked;

    @BeforeAll
    static void start() throws IOException {
        server = Program.start(Map.of(), ImpatientServer.class.getName());
        String address = server.address();
        client = Pythons.newest().start(CLIENT, address.substring(address.indexOf(':') + 1));
        answers = client.inputReader(StandardCharsets.UTF_8);
        questions = client.outputWriter(StandardCharsets.UTF_8);
    }

    @AfterAll
    static void stop() throws Exception {
        questions.close();
        assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    wrong key                       | refused: the answer is not the HMAC of \\w+ for this key
                    truncated frame                 | the stream ended after 9 bytes of a frame of 100
                    oversized frame                 | refused: frame of 257 bytes exceeds the limit of 256
                    garbage                         | refused: frame of 1195725856 bytes exceeds the limit of 256
                    silence                         | refused: not authenticated within 2 s
                    trusted: truncated frame        | the stream ended after 9 bytes of a frame of 1000; closed
                    trusted: oversized frame        | frame of 2097152 bytes exceeds the limit of 1048576; skipped
                    trusted: oversized, and gone    | frame of 2097152 bytes exceeds the limit of 1048576; skipped
                    trusted: garbage                | unreadable request: unknown opcode 0xff at byte 0 of a pickle of 200 bytes
                    trusted: garbage for control    | unreadable request: unknown opcode 0xff at byte 0 of a pickle of 200 bytes
                    trusted: os.system              | cannot unpack non-iterable .* object
                    trusted: os.system for control  | cannot unpack non-iterable .* object
                    trusted: deep nesting           | not enough values to unpack \\(expected 4, got 1\\)
                    trusted: no request             | not enough values to unpack \\(expected 4, got 3\\)
                    trusted: no request for control | attribute name must be string, not 'list'
                    trusted: unknown ident          | malformed request: 'nowhere\\\\n'
                    trusted: unknown method         | list has no method frob\\\\u\\{a}nicatefrob.*\\(1100 characters\\)
                    trusted: keywords of ints       | keywords must be strings
                    trusted: unknown typeid         | create of 'nowhere\\\\u\\{a}' failed: 'nowhere\\\\n'
                    trusted: unknown function       | frob\\\\u\\{a}nicate failed: 'frob\\\\nnicate' unrecognized
                    trusted: wrong arguments        | create of 'Queue' failed: Queue.__init__\\(\\) takes from 1 to 2 positional arguments but 3 were given
                    trusted: a name of two lines    | a\\\\u\\{a}b\\\\u\\{1b}\\[31m at 127.0.0.1:\\d+: unreadable request: .*
                    """)
    void isOneLineInTheLog(String bad, String line) throws Exception {
        questions.write(bad + "\n");
        questions.flush();

        assertThat(answers.readLine()).as("another client's list").isEqualTo(String.valueOf(++asked));
        assertThat(server.errorLine())
                .matches(".*(WARN|INFO) io\\.picklewire\\..*" + line + ".*")
                .contains("127.0.0.1:")
                .hasSizeLessThan(700);
        assertThat(unasked()).isEmpty();
    }

    /** What it has logged besides: nothing is under way that would be logged later. */
    private static String unasked() {
        return server.nextErrorLine();
    }

    @Test
    void badClientsDoNotFillTheLog() throws Exception {
        String script =
                """
                import socket, sys
                for _ in range(300):
                    sock = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
                    sock.sendall(b'GET / HTTP/1.1\\r\\n\\r\\n')
                    while sock.recv(65536):
                        pass
                """;
        try (Program fresh = Program.start(Map.of(), ImpatientServer.class.getName())) {
            String address = fresh.address();

            Pythons.newest().run(script, address.substring(address.indexOf(':') + 1));

            for (int line = 0; line < 10; line++) {
                assertThat(fresh.errorLine()).contains("frame of 1195725856 bytes exceeds the limit of 256");
            }
            assertThat(fresh.errorLine()).contains("127.0.0.1: refused in the handshake: 290 more in 10 seconds");
        }
    }

    @Test
    void orderlyClientsAreNotInTheLog() throws Exception {
        String script =
                """
                import sys
                from multiprocessing.managers import SyncManager
                manager = SyncManager(('127.0.0.1', int(sys.argv[1])), b'key')
                manager.connect()
                queue = manager.Queue()
                queue.put(1)
                print(queue.get())
                """;
        try (Program fresh = Program.start(Map.of(), ImpatientServer.class.getName())) {
            String address = fresh.address();

            assertThat(Pythons.newest().run(script, address.substring(address.indexOf(':') + 1)))
                    .isEqualTo("1\n");

            assertThat(fresh.error()).isEmpty();
        }
    }
}
