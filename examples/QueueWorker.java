import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.client.QueueProxy;
import io.picklewire.connection.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Takes numbers from a task queue, multiplies them by 2, and puts the results on another queue; ends when no task has
 * come for 5 seconds, or as many as are said.
 *
 * <pre>
 * java -cp target/picklewire.jar examples/QueueWorker.java 127.0.0.1:50000 WORKERS IDLE_SECONDS
 * </pre>
 */
public class QueueWorker {
    public static void main(String[] args) throws Exception {
        Address address = Address.parse(args.length > 0 ? args[0] : "127.0.0.1:50000");
        int workers = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        int idleSeconds = args.length > 2 ? Integer.parseInt(args[2]) : 5;

        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try (Manager manager = Manager.connect(address, AuthKey.of(System.getenv("PICKLEWIRE_AUTHKEY")))) {
            List<Future<Integer>> working = new ArrayList<>();
            for (int worker = 0; worker < workers; worker++) {
                working.add(threads.submit(() -> work(manager, idleSeconds)));
            }
            int done = 0;
            for (Future<Integer> each : working) {
                done += each.get();
            }
            System.out.println(workers + " workers did " + done + " tasks");
        } finally {
            threads.shutdown();
        }
    }

    private static int work(Manager manager, int idleSeconds) throws InterruptedException {
        int done = 0;
        try (QueueProxy<Integer> tasks = manager.queue("get_tasks");
                QueueProxy<Map.Entry<Integer, Integer>> results = manager.queue("get_results")) {
            Integer number = tasks.poll(idleSeconds, TimeUnit.SECONDS);
            while (number != null) {
                results.put(Map.entry(number, number * 2)); // a tuple in Python
                done++;
                number = tasks.poll(idleSeconds, TimeUnit.SECONDS);
            }
        }
        return done;
    }
}
