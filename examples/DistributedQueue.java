import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.connection.Address;
import java.util.concurrent.BlockingQueue;

/**
 * Puts a text on a queue in one process, and takes it out in another, on any machine, in Java or Python.
 *
 * <pre>
 * java -cp target/picklewire.jar examples/DistributedQueue.java 127.0.0.1:50000 put "Hi There"
 * java -cp target/picklewire.jar examples/DistributedQueue.java 127.0.0.1:50000 get
 * </pre>
 */
public class DistributedQueue {
    public static void main(String[] args) throws Exception {
        if (args.length < 2 || !(args[1].equals("get") || args[1].equals("put") && args.length == 3)) {
            System.err.println("arguments: ADDRESS put TEXT, or ADDRESS get");
            System.exit(2);
        }
        AuthKey key = AuthKey.of(System.getenv("PICKLEWIRE_AUTHKEY"));
        try (Manager manager = Manager.connect(Address.parse(args[0]), key)) {
            BlockingQueue<String> queue = manager.queue("get_queue");
            if (args[1].equals("put")) {
                queue.put(args[2]);
            } else {
                System.out.println(queue.take());
            }
        }
    }
}
