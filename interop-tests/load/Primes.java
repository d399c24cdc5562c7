import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.server.ManagerServer;
import java.io.IOException;

/** What Python shares with its threads here: an object that sums primes. Ends with its standard input. */
public final class Primes {
    /** The sum of the primes below a number; by the same trial division as in primes.py. */
    public long sumOfPrimes(int below) {
        long sum = 0;
        for (int number = 2; number < below; number++) {
            if (isPrime(number)) {
                sum += number;
            }
        }
        return sum;
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

    public static void main(String[] args) throws IOException {
        Primes primes = new Primes();
        try (ManagerServer server = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(AuthKey.of(System.getenv("PICKLEWIRE_AUTHKEY")))
                .register("get_primes", () -> primes)
                .start()) {
            System.out.println("listening on " + server.addresses().get(0));
            while (System.in.read() >= 0) {}
        }
    }
}
