import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Locale;

/** What client.c is, in Java, for machines without a C compiler; the same arguments, plan and outcome. */
final class Client {
    private static final long GRACE_SECONDS = 60;

    private Client() {}

    /** When calls count, in nanoseconds, or how many are made where that is not 0. */
    private record Limits(long start, long end, long calls) {
        boolean counts(long time) {
            return calls > 0 || (time - start >= 0 && time - end < 0);
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
        private final Plan.Step[] cycle;
        private final ByteBuffer input = ByteBuffer.allocateDirect(1 << 16);
        private int at;
        private long sentAt;

        Connection(InetSocketAddress address, Plan plan, int number) throws IOException, GeneralSecurityException {
            channel = SocketChannel.open(address);
            cycle = plan.cycles()[number % plan.cycles().length];
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            new Handshake(channel, plan.key()).make();
            channel.write(plan.hello().request().duplicate());
            ByteBuffer reply = ByteBuffer.allocate(plan.hello().reply().capacity());
            Handshake.fill(channel, reply);
            Handshake.require(reply.equals(plan.hello().reply()), "accept_connection was answered otherwise than expected");
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
            ByteBuffer request = cycle[at].request();
            input.clear();
            sentAt = now;
            channel.write(request);
            Handshake.require(!request.hasRemaining(), "the server does not read");
            request.rewind();
        }

        boolean turnSafely(Run run) {
            try {
                return turn(run);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Takes what has come; false when there is nothing more to do. */
        boolean turn(Run run) throws IOException {
            ByteBuffer expected = cycle[at].reply();
            input.limit(expected.capacity());
            if (channel.read(input) < 0) {
                throw new EOFException("the server closed a connection");
            }
            int received = input.position();
            input.flip();
            Handshake.require(input.equals(expected.limit(received)), "a reply was not as expected");
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
        Handshake.require(args.length == 7, "usage: Client HOST PORT CONNECTIONS WARM SECONDS CALLS PLAN");
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
                run.latencies.counted(),
                calls > 0 ? (System.nanoTime() - now) / 1e9 : seconds,
                run.latencies.quantileMicros(0.50),
                run.latencies.quantileMicros(0.99));
    }
}
