import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What client.c is, in Java, for machines without a C compiler; the same arguments, plan and outcome. */
final class Client {
    private static final long GRACE_SECONDS = 60;

    private Client() {}

    /** A request, and the reply that must come, both with their headers. */
    private record Step(ByteBuffer request, ByteBuffer reply) {}

    private record Plan(byte[] key, Step hello, Step[][] cycles) {
        static Plan read(Path file) throws IOException {
            try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
                byte[] key = in.readNBytes(in.readInt());
                Step hello = step(in);
                Step[][] cycles = new Step[in.readInt()][in.readInt()];
                for (Step[] cycle : cycles) {
                    for (int i = 0; i < cycle.length; i++) {
                        cycle[i] = step(in);
                    }
                }
                return new Plan(key, hello, cycles);
            }
        }

        private static Step step(DataInputStream in) throws IOException {
            return new Step(direct(in.readNBytes(in.readInt())), direct(in.readNBytes(in.readInt())));
        }
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** When calls count, in nanoseconds, or how many are made where that is not 0. */
    private record Limits(long start, long end, long calls) {
        boolean counts(long time) {
            return calls > 0 || (time - start >= 0 && time - end < 0);
        }
    }

    /** The handshake in its oldest dialect: 20 bytes of challenge, HMAC-MD5 in answer. */
    private record Handshake(SocketChannel channel, byte[] key) {
        private static final String CHALLENGE = "#CHALLENGE#";
        private static final String WELCOME = "#WELCOME#";

        void make() throws IOException, GeneralSecurityException {
            byte[] challenge = receive();
            require(text(challenge).startsWith(CHALLENGE), "the server sent no challenge");
            send(digest(Arrays.copyOfRange(challenge, CHALLENGE.length(), challenge.length)));
            require(text(receive()).equals(WELCOME), "the server refused the key");
            byte[] nonce = "n".repeat(20).getBytes(StandardCharsets.ISO_8859_1);
            send((CHALLENGE + text(nonce)).getBytes(StandardCharsets.ISO_8859_1));
            require(Arrays.equals(receive(), digest(nonce)), "the server does not have the key");
            send(WELCOME.getBytes(StandardCharsets.ISO_8859_1));
        }

        private byte[] digest(byte[] message) throws GeneralSecurityException {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(key, "HmacMD5"));
            return mac.doFinal(message);
        }

        private void send(byte[] body) throws IOException {
            channel.write(ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).flip());
        }

        private byte[] receive() throws IOException {
            ByteBuffer header = ByteBuffer.allocate(4);
            fill(channel, header);
            ByteBuffer body = ByteBuffer.allocate(header.getInt());
            fill(channel, body);
            return body.array();
        }

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static void fill(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the server closed a connection");
            }
        }
        buffer.flip();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** Counts latencies in buckets that are one in 64 wide. */
    private static final class Latencies {
        private static final int SUB_BUCKETS = 64;

        private final long[] buckets = new long[64 * SUB_BUCKETS];
        private long counted;

        void count(long nanos) {
            long value = Math.max(nanos, SUB_BUCKETS);
            int power = 63 - Long.numberOfLeadingZeros(value) - 6;
            buckets[power * SUB_BUCKETS + (int) (value >> power) - SUB_BUCKETS]++;
            counted++;
        }

        double quantileMicros(double part) {
            long wanted = (long) (part * counted);
            long seen = 0;
            for (int bucket = 0; bucket < buckets.length; bucket++) {
                seen += buckets[bucket];
                if (seen > wanted) {
                    return ((long) (bucket % SUB_BUCKETS + SUB_BUCKETS) << bucket / SUB_BUCKETS) / 1000.0;
                }
            }
            return 0;
        }
    }

    /** All connections of one run. One thread. */
    private static final class Run {
        private final Limits limits;
        private final Latencies latencies = new Latencies();
        private long begun;

        Run(Limits limits) {
            this.limits = limits;
        }

        void go(Connection[] connections) throws IOException {
            if (connections.length == 1) {
                // The only connection of all blocks in read: that saves asking which.
                for (boolean more = connections[0].begin(this); more; ) {
                    more = connections[0].turn(this);
                }
                return;
            }
            try (Selector selector = Selector.open()) {
                int active = 0;
                for (Connection connection : connections) {
                    connection.channel.configureBlocking(false);
                    connection.channel.register(selector, SelectionKey.OP_READ, connection);
                    active += connection.begin(this) ? 1 : 0;
                }
                int[] left = {active};
                while (left[0] > 0) {
                    selector.select(key -> left[0] -= ((Connection) key.attachment()).turnSafely(this) ? 0 : 1);
                }
            }
        }
    }

    private static final class Connection {
        private final SocketChannel channel;
        private final Step[] cycle;
        private final ByteBuffer input = ByteBuffer.allocateDirect(1 << 16);
        private int at;
        private long sentAt;

        Connection(InetSocketAddress address, Plan plan, int number) throws IOException, GeneralSecurityException {
            channel = SocketChannel.open(address);
            cycle = plan.cycles[number % plan.cycles.length];
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            new Handshake(channel, plan.key).make();
            channel.write(plan.hello.request.duplicate());
            ByteBuffer reply = ByteBuffer.allocate(plan.hello.reply.capacity());
            fill(channel, reply);
            require(reply.equals(plan.hello.reply), "accept_connection was answered otherwise than expected");
        }

        boolean begin(Run run) throws IOException {
            long now = System.nanoTime();
            if (run.limits.calls > 0 ? run.begun >= run.limits.calls : now - run.limits.end >= 0) {
                return false;
            }
            run.begun += cycle.length;
            at = 0;
            ask(now);
            return true;
        }

        private void ask(long now) throws IOException {
            ByteBuffer request = cycle[at].request;
            input.clear();
            sentAt = now;
            channel.write(request);
            require(!request.hasRemaining(), "the server does not read");
            request.rewind();
        }

        boolean turnSafely(Run run) {
            try {
                return turn(run);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        /** Takes what has come; false when there is nothing more to do. */
        boolean turn(Run run) throws IOException {
            ByteBuffer expected = cycle[at].reply;
            input.limit(expected.capacity());
            if (channel.read(input) < 0) {
                throw new EOFException("the server closed a connection");
            }
            int received = input.position();
            input.flip();
            require(input.equals(expected.limit(received)), "a reply was not as expected");
            expected.clear();
            input.limit(expected.capacity()).position(received);
            if (input.hasRemaining()) {
                return true;
            }
            long now = System.nanoTime();
            if (run.limits.counts(now)) {
                run.latencies.count(now - sentAt);
            }
            if (++at == cycle.length) {
                return begin(run);
            }
            ask(now);
            return true;
        }
    }

    private static void endAfter(double seconds) {
        Thread watch = new Thread(() -> {
            try {
                Thread.sleep((long) (seconds * 1000));
            } catch (InterruptedException e) {
                return;
            }
            System.err.println("the server did not answer in time");
            Runtime.getRuntime().halt(1);
        });
        watch.setDaemon(true);
        watch.start();
    }

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        require(args.length == 7, "usage: Client HOST PORT CONNECTIONS WARM SECONDS CALLS PLAN");
        InetSocketAddress address = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
        double warm = Double.parseDouble(args[3]);
        double seconds = Double.parseDouble(args[4]);
        long calls = Long.parseLong(args[5]);
        Plan plan = Plan.read(Path.of(args[6]));
        Connection[] connections = new Connection[Integer.parseInt(args[2])];
        for (int i = 0; i < connections.length; i++) {
            connections[i] = new Connection(address, plan, i);
        }
        endAfter(calls > 0 ? 10 * GRACE_SECONDS : warm + seconds + GRACE_SECONDS);
        long now = System.nanoTime();
        Run run = new Run(new Limits(now + (long) (warm * 1e9), now + (long) ((warm + seconds) * 1e9), calls));
        run.go(connections);
        System.out.printf(
                Locale.ROOT,
                "{\"calls\": %d, \"seconds\": %.6f, \"p50_us\": %.3f, \"p99_us\": %.3f}%n",
                run.latencies.counted,
                calls > 0 ? (System.nanoTime() - now) / 1e9 : seconds,
                run.latencies.quantileMicros(0.50),
                run.latencies.quantileMicros(0.99));
    }
}
