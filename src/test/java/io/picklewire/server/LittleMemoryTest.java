package io.picklewire.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.Program;
import io.picklewire.Pythons;
import io.picklewire.auth.AuthKey;
import io.picklewire.client.ListProxy;
import io.picklewire.client.Manager;
import io.picklewire.client.RemoteException;
import io.picklewire.connection.Address;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server with a small heap, and what costs it too much. */
@Timeout(120)
class LittleMemoryTest {
    /** A manager's client, and others that ask and read nothing. */
    private static final String CLIENTS =
            """
            import os, pickle, struct, sys
            from multiprocessing.connection import Client
            from multiprocessing.managers import SyncManager
            address = ('127.0.0.1', int(sys.argv[1]))
            manager = SyncManager(address, b'k')
            manager.connect()
            def ask(request, times):
                client = Client(address, authkey=b'k')
                client.send((None, 'accept_connection', ('idle',), {}))
                client.recv()
                os.write(client.fileno(), (struct.pack('!i', len(request)) + request) * times)
                return client
            """;

    private Program server;
    private Address address;

    @BeforeEach
    void start() throws Exception {
        server = Program.picklewire(
                Map.of("JAVA_TOOL_OPTIONS", "-Xmx96m", "PICKLEWIRE_AUTHKEY", "k"), "serve", "--address", "127.0.0.1:0");
        address = Address.parse(server.address());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Manager connect() throws Exception {
        return Manager.connect(address, AuthKey.of("k"));
    }

    @Test
    void whatTheHeapCannotHoldIsAMemoryErrorOfItsCall() throws Exception {
        try (Manager manager = connect();
                Manager other = connect()) {
            ListProxy<Object> list = manager.list("list");
            ListProxy<Object> others = other.list("list");
            others.add("before");
            byte[] large = new byte[30 << 20];
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10; i++) {
                            list.add(large);
                        }
                    })
                    .isInstanceOfSatisfying(
                            RemoteException.class, e -> assertThat(e.toString()).contains("MemoryError"));
            others.add("during");
            list.clear();
            list.add("after");
            assertThat(list.size()).isEqualTo(1);
            assertThat(others.toArray()).containsExactly("before", "during");
        }
        assertThat(server.error()).doesNotContain("\tat ");
    }

    /** Each asks 300 times for a megabyte, and reads nothing. */
    @Test
    void repliesThatNobodyReadsAreNotKept() throws Exception {
        String script =
                """
                shared = manager.list([b'%0100d' % i for i in range(10000)])
                request = pickle.dumps((shared._token.id, '__mul__', (1,), {}), 4)
                clients = [ask(request, 300) for _ in range(20)]
                print(len(shared))
                for _ in range(300):
                    assert len(clients[0].recv()[1]) == 10000
                print('all read')
                for client in clients:
                    client.close()
                print(len(shared))
                """;

        String port = String.valueOf(((Address.Tcp) address).port());
        assertThat(Pythons.newest().run(CLIENTS + script, port)).isEqualTo("10000\nall read\n10000\n");
    }

    /** What waits for all of them would be more than there is memory. */
    @Test
    void whoReadsIsServedHoweverManyDoNot() throws Exception {
        String script =
                """
                shared = manager.list([os.urandom(8000000)])
                request = pickle.dumps((shared._token.id, '__getitem__', (0,), {}), 4)
                clients = [ask(request, 1) for _ in range(150)]
                print('asked')
                kinds = set()
                for client in clients:
                    try:
                        assert client.poll(30)
                        kind, value = client.recv()
                        kinds.add(kind if kind == '#RETURN' else repr(value))
                    except (EOFError, OSError):
                        kinds.add('closed')
                print(sorted(kinds))
                assert len(shared[0]) == 8000000
                print('served')
                """;

        String port = String.valueOf(((Address.Tcp) address).port());
        assertThat(Pythons.newest().run(CLIENTS + script, port)).matches("asked\n\\[.*\\]\nserved\n");
    }
}
