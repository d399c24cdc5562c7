package io.picklewire.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.connection.Client;
import io.picklewire.connection.Connection;
import io.picklewire.pickle.Dumper;
import io.picklewire.pickle.Loader;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.session.Frame;
import io.picklewire.session.Frame.Kind;
import io.picklewire.session.Opening;
import io.picklewire.shared.ClientId;
import io.picklewire.shared.Lease;
import io.picklewire.shared.SharedTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client comes back to a server that has been started again: each item is in one place, whatever was on its way. */
class ResumptionTest {
    private static final AuthKey KEY = AuthKey.of("key");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ITEM = "item";

    private static ManagerServer serve(MemoryStore store, boolean isLent) throws IOException {
        return ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(KEY)
                .store(store)
                .register("jobs", isLent ? SharedTypes.queue(0, Lease.DEFAULT) : SharedTypes.queue())
                .start();
    }

    /** A store after a client was answered an item, by its request 2, and the server was killed before it knew any more. */
    private static MemoryStore answered(boolean isLent) throws IOException {
        MemoryStore store = new MemoryStore();
        try (ManagerServer server = serve(store, isLent);
                Resumable other = new Resumable(server, 8);
                Resumable client = new Resumable(server, 7)) {
            other.accept();
            other.ask(2, "put", ITEM);
            other.reply(2);
            client.accept();
            client.ask(2, "get");
            assertThat(client.reply(2)).isEqualTo(ITEM);
            return store.at(store.size());
        }
    }

    /** A store while that client waits for an item. */
    private static MemoryStore waiting() throws IOException {
        MemoryStore store = new MemoryStore();
        try (ManagerServer server = serve(store, false);
                Resumable client = new Resumable(server, 7)) {
            client.accept();
            int before = store.size();
            client.ask(2, "get");
            while (store.size() == before) {
                Thread.onSpinWait();
            }
            return store.at(store.size());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoAsksAgainGetsTheSame(boolean isLent) throws Exception {
        try (ManagerServer server = serve(answered(isLent), isLent)) {
            try (Resumable client = new Resumable(server, 7)) {
                client.say(Kind.ARRIVED, 1);
                client.accept();
                client.ask(2, "get");
                assertThat(client.reply(2)).isEqualTo(ITEM);
                if (isLent) {
                    client.ask(3, "task_done");
                    client.reply(3);
                }
                client.end(isLent ? 3 : 2);
            }
            assertThat(size(server)).isZero();
        }
    }

    @Test
    void whoHasTheItemKeepsIt() throws Exception {
        try (ManagerServer server = serve(answered(false), false)) {
            try (Resumable client = new Resumable(server, 7)) {
                client.say(Kind.ARRIVED, 2);
                client.accept();
                client.ask(3, "qsize");
                assertThat(client.reply(3)).isEqualTo(0);
                client.end(3);
            }
            assertThat(size(server)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheClientGoesOnWithoutComesBack(boolean isLent) throws Exception {
        try (ManagerServer server = serve(answered(isLent), isLent);
                Resumable client = new Resumable(server, 7)) {
            client.say(Kind.ARRIVED, 1);
            client.accept();
            client.ask(3, "get");
            assertThat(client.reply(3)).isEqualTo(ITEM);
        }
    }

    @Test
    void whatTheClientEndsWithoutComesBack() throws Exception {
        try (ManagerServer server = serve(answered(false), false)) {
            try (Resumable client = new Resumable(server, 7)) {
                client.end(1);
            }
            assertThat(size(server)).isEqualTo(1);
        }
    }

    @Test
    void whoWaitsGoesOnWaiting() throws Exception {
        try (ManagerServer server = serve(waiting(), false);
                Resumable client = new Resumable(server, 7)) {
            client.say(Kind.ARRIVED, 1);
            client.accept();
            client.ask(2, "get");
            put(server);
            assertThat(client.reply(2)).isEqualTo(ITEM);
        }
    }

    /** The item comes between the start and the client. */
    @Test
    void whoWaitedGetsWhatCameMeanwhile() throws Exception {
        try (ManagerServer server = serve(waiting(), false)) {
            put(server);
            try (Resumable client = new Resumable(server, 7)) {
                client.say(Kind.ARRIVED, 1);
                client.accept();
                client.ask(2, "get");
                assertThat(client.reply(2)).isEqualTo(ITEM);
                client.end(2);
            }
            assertThat(size(server)).isZero();
        }
    }

    @Test
    void whoWaitsNoMoreGetsNothing() throws Exception {
        try (ManagerServer server = serve(waiting(), false);
                Resumable client = new Resumable(server, 7)) {
            client.say(Kind.ARRIVED, 1);
            client.accept();
            client.ask(3, "qsize");
            client.reply(3);
            put(server);
            assertThat(size(server)).isEqualTo(1);
        }
    }

    /** The item comes just when the client does: it is given once. */
    @Test
    void whatComesTogetherWithTheClientIsGivenOnce() throws Exception {
        MemoryStore store = waiting();
        for (int round = 0; round < 200; round++) {
            try (ManagerServer server = serve(store.at(store.size()), false);
                    Resumable other = new Resumable(server, 8)) {
                other.accept();
                try (Resumable client = new Resumable(server, 7)) {
                    client.say(Kind.ARRIVED, 1);
                    client.accept();
                    other.ask(2, "put", ITEM);
                    client.ask(2, "get");
                    assertThat(client.reply(2)).as("round " + round).isEqualTo(ITEM);
                    client.end(2);
                }
                other.reply(2);
                assertThat(size(server)).as("round " + round).isZero();
            }
        }
    }

    /** An answer may be large. */
    @Test
    void whatHasArrivedIsForgotten() throws Exception {
        try (ManagerServer server = serve(new MemoryStore(), false);
                Resumable client = new Resumable(server, 7)) {
            ClientId id = ClientId.resumable(7, false, "", "");
            client.accept();
            client.ask(2, "put", ITEM);
            client.reply(2);
            assertThat(server.objects().answersTo(id)).hasSize(1);
            client.say(Kind.ARRIVED, 2);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!server.objects().answersTo(id).isEmpty() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(server.objects().answersTo(id)).isEmpty();
        }
    }

    private static void put(ManagerServer server) throws IOException {
        try (Resumable other = new Resumable(server, 9)) {
            other.accept();
            other.ask(2, "put", ITEM);
            other.reply(2);
            other.end(2);
        }
    }

    /** When all that had been said has been dealt with. */
    private static int size(ManagerServer server) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (server.clients() > 1 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        try (Resumable other = new Resumable(server, 10)) {
            other.accept();
            other.ask(2, "qsize");
            return ((Number) other.reply(2)).intValue();
        }
    }

    /** The client's end of a session, said by hand. */
    private static final class Resumable implements AutoCloseable {
        private final Connection connection;
        private final String ident;

        Resumable(ManagerServer server, long id) throws IOException {
            ident = server.objects().named("jobs").ident();
            connection = Client.to(server.addresses().get(0)).authkey(KEY).connect();
            Opening opening = new Opening(id, "test", Optional.empty(), null, false);
            connection.sendBytes(Request.encode(null, Opening.FUNCTION, opening.toArguments(), new Dumper(4)));
            next();
        }

        void accept() throws IOException {
            say(1, Request.encode(null, "accept_connection", Request.Arguments.of("test"), new Dumper(4)));
            reply(1);
        }

        void ask(long number, String method, Object... args) throws IOException {
            say(number, Request.encode(ident, method, Request.Arguments.of(args), new Dumper(4)));
        }

        private void say(long number, byte[] request) throws IOException {
            send(Frame.parts(Kind.MESSAGE, number, ByteBuffer.wrap(request)));
        }

        void say(Kind kind, long number) throws IOException {
            send(Frame.parts(kind, number));
        }

        private void send(ByteBuffer[] parts) throws IOException {
            ByteBuffer whole = ByteBuffer.allocate(
                    Arrays.stream(parts).mapToInt(ByteBuffer::remaining).sum());
            for (ByteBuffer part : parts) {
                whole.put(part);
            }
            connection.sendBytes(whole.array());
        }

        Object reply(long number) throws IOException {
            Frame frame = Frame.read(next());
            assertThat(frame.number()).isEqualTo(number);
            return ((Reply.Result) Reply.parse(frame.message(), new Loader())).value();
        }

        private byte[] next() throws IOException {
            assertThat(connection.poll(PATIENCE)).as("a message comes").isTrue();
            return connection.recvBytes();
        }

        /** Ends the session, when the replies up to that one have arrived. */
        void end(long number) throws IOException {
            say(Kind.ENDED, number);
            assertThat(Frame.read(next()).kind()).isEqualTo(Kind.FINISHED);
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
