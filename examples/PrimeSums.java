import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.pool.Pool;
import io.picklewire.server.ManagerServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * The sums of the primes below 0, 500, 1,000 and so on, as in python-clients/prime_sums.py: by threads of Java, by a
 * Python function in a pool of processes, and by an object of Java's that Python calls.
 *
 * <pre>
 * java -cp target/picklewire.jar examples/PrimeSums.java threads [LIMIT STEP WORKERS]
 * java -cp target/picklewire.jar examples/PrimeSums.java pool PYTHON [LIMIT STEP WORKERS]
 * java -cp target/picklewire.jar examples/PrimeSums.java serve [HOST:PORT]    then: python prime_sums.py java
 * </pre>
 */
public final class PrimeSums {
    private final List<Integer> limits;
    private final int workers;

    private PrimeSums(List<String> options) {
        int step = options.size() > 1 ? Integer.parseInt(options.get(1)) : 500;
        int limit = options.isEmpty() ? 20_000 : Integer.parseInt(options.get(0));
        limits = IntStream.iterate(0, below -> below < limit, below -> below + step)
                .boxed()
                .toList();
        workers = options.size() > 2 ? Integer.parseInt(options.get(2)) : 8;
    }

    /** What Python calls. */
    public static final class Primes {
        /** The sum of the primes below a number; by the same trial division as in prime_sums.py. */
        public long sumOfPrimes(int limit) {
            return IntStream.range(2, limit).filter(Primes::isPrime).asLongStream().sum();
        }

        private static boolean isPrime(int number) {
            int last = (int) Math.sqrt(number);
            for (int divisor = 2; divisor <= last; divisor++) {
                if (number % divisor == 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Prints how many sums, what they come to, and how long it took. */
    public static void main(String[] args) throws Exception {
        List<String> options = List.of(args);
        String way = options.isEmpty() ? "" : options.get(0);
        long start = System.nanoTime();
        switch (way) {
            case "threads" -> say(way, new PrimeSums(options.subList(1, options.size())).byThreads(), start);
            case "pool" -> say(way, new PrimeSums(options.subList(2, options.size())).byPool(options.get(1)), start);
            case "serve" -> serve(options.size() > 1 ? options.get(1) : "127.0.0.1:50000");
            default -> System.out.println("arguments: threads, or pool PYTHON, or serve HOST:PORT");
        }
    }

    private List<Long> byThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            Primes primes = new Primes();
            List<Future<Long>> sums = new ArrayList<>();
            for (int limit : limits) {
                sums.add(threads.submit(() -> primes.sumOfPrimes(limit)));
            }
            List<Long> found = new ArrayList<>();
            for (Future<Long> sum : sums) {
                found.add(sum.get());
            }
            return found;
        } finally {
            threads.shutdown();
        }
    }

    private List<Long> byPool(String python) throws Exception {
        try (Pool pool = Pool.builder(python)
                .processes(workers)
                .folder(Path.of("python-clients"))
                .start()) {
            return pool.map(Long.class, "prime_sums:sum_of_primes", limits);
        }
    }

    /** Shares an object of Java's, until standard input ends. */
    private static void serve(String address) throws Exception {
        Primes primes = new Primes();
        try (ManagerServer server = ManagerServer.builder()
                .address(Address.parse(address))
                .authkey(AuthKey.of(System.getenv("PICKLEWIRE_AUTHKEY")))
                .register("get_primes", () -> primes)
                .start()) {
            System.out.println("listening on " + server.addresses().get(0));
            while (System.in.read() >= 0) {}
        }
    }

    private static void say(String way, List<Long> sums, long start) {
        long sum = sums.stream().mapToLong(Long::longValue).sum();
        System.out.printf(
                "%s: %d sums, together %d, in %.3f s%n", way, sums.size(), sum, (System.nanoTime() - start) / 1e9);
    }
}
