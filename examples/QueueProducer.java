import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.client.QueueProxy;
import io.picklewire.connection.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Puts numbers on a task queue and collects what the workers, in Java or Python, made of them.
 *
 * <pre>
 * java -cp target/picklewire.jar examples/QueueProducer.java 127.0.0.1:50000 100
 * </pre>
 */
public class QueueProducer {
    public static void main(String[] args) throws Exception {
        Address address = Address.parse(args.length > 0 ? args[0] : "127.0.0.1:50000");
        int count = args.length > 1 ? Integer.parseInt(args[1]) : 100;

        try (Manager manager = Manager.connect(address, AuthKey.of(System.getenv("PICKLEWIRE_AUTHKEY")))) {
            QueueProxy<Integer> tasks = manager.queue("get_tasks");
            QueueProxy<List<Integer>> results = manager.queue("get_results");
            for (int number = 0; number < count; number++) {
                tasks.put(number);
            }
            Map<Integer, Integer> doubled = new HashMap<>();
            while (doubled.size() < count) {
                List<Integer> result = results.poll(60, TimeUnit.SECONDS); // a tuple of two in Python
                if (result == null) {
                    System.err.println("no result for 60 seconds; " + doubled.size() + " of " + count + " are there");
                    System.exit(1);
                }
                doubled.put(result.get(0), result.get(1));
            }
            long sum = doubled.values().stream().mapToLong(Integer::longValue).sum();
            System.out.println(doubled.size() + " results, sum " + sum);
        }
    }
}
