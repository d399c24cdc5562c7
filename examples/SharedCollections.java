import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.connection.Address;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Squares in a list and a dict that all clients of a manager share, in Java or Python.
 *
 * <pre>
 * java -cp target/picklewire.jar examples/SharedCollections.java 127.0.0.1:50000
 * </pre>
 */
public class SharedCollections {
    public static void main(String[] args) throws Exception {
        Address address = Address.parse(args.length > 0 ? args[0] : "127.0.0.1:50000");
        try (Manager manager = Manager.connect(address, AuthKey.of(System.getenv("PICKLEWIRE_AUTHKEY")))) {
            List<Integer> list = manager.list("get_list");
            Map<Integer, Integer> dict = manager.dict("get_dict");
            list.clear();
            dict.clear();
            for (int number = 0; number < 10; number++) {
                list.add(number * number);
                dict.put(number, number * number);
            }
            System.out.println(list.subList(5, 10) + " of " + list.size());
            new TreeMap<>(dict).forEach((number, square) -> System.out.println(number + ": " + square));
        }
    }
}
