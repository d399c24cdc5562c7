import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.client.QueueProxy;
import io.picklewire.connection.Connection;
import io.picklewire.connection.Pipe;
import io.picklewire.memory.SharedMemory;
import io.picklewire.pool.PythonProcess;
import io.picklewire.server.ManagerServer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Hands ten million doubles to a Python process, which changes half of them: in a block of shared memory, which nobody
 * copies, and through a queue. Python needs 3.8 or later; numpy is used where it is installed.
 *
 * <pre>
 * java -cp target/picklewire.jar examples/SharedArray.java [PYTHON [NUMBERS]]
 * </pre>
 */
public final class SharedArray {
    private static final int ROUNDS = 3;

    private SharedArray() {}

    /** Prints what Python has changed, and how long each way takes. */
    public static void main(String[] args) throws Exception {
        String python = args.length > 0 ? args[0] : "python3";
        double[] numbers = IntStream.range(0, args.length > 1 ? Integer.parseInt(args[1]) : 10_000_000)
                .asDoubleStream()
                .toArray();
        AuthKey key = AuthKey.random();
        Pipe pipe = Connection.pipe();
        try (ManagerServer server = ManagerServer.builder().authkey(key).start();
                Manager manager = Manager.connect(server.addresses().get(0), key);
                QueueProxy<double[]> queue = manager.queue("Queue").of(double[].class)) {
            PythonProcess process = PythonProcess.of(python, "shared_array:answer")
                    .folder(Path.of("python-clients"))
                    .authkey(key)
                    .args(pipe, queue)
                    .start();
            try (Connection connection = pipe.first();
                    SharedMemory block = SharedMemory.create((long) numbers.length * Double.BYTES)) {
                block.buffer(); // maps it
                System.out.println("Python uses " + connection.recv());
                for (int round = 0; round < ROUNDS; round++) {
                    long start = System.nanoTime();
                    double[] changed = inBlock(block, numbers, connection);
                    say("shared memory", changed, start);
                    start = System.nanoTime();
                    changed = throughQueue(queue, numbers, connection);
                    say("queue", changed, start);
                }
                block.unlink();
            }
            process.join();
        }
    }

    private static double[] inBlock(SharedMemory block, double[] numbers, Connection connection) throws Exception {
        DoubleBuffer doubles = block.buffer().order(ByteOrder.nativeOrder()).asDoubleBuffer();
        doubles.put(0, numbers);
        connection.send(block); // its name: Python opens the same memory
        connection.recv();
        double[] changed = new double[numbers.length];
        doubles.get(0, changed);
        return changed;
    }

    private static double[] throughQueue(QueueProxy<double[]> queue, double[] numbers, Connection connection)
            throws Exception {
        queue.put(numbers); // array.array('d') in Python
        connection.send("queue");
        connection.recv();
        return queue.take();
    }

    private static void say(String way, double[] changed, long start) {
        long milliseconds = (System.nanoTime() - start) / 1_000_000;
        System.out.printf(
                "%s: %d numbers, from %.0f to %.0f, in %d ms%n",
                way, changed.length, changed[0], changed[changed.length - 1], milliseconds);
    }
}
