import io.picklewire.client.RemoteException;
import io.picklewire.pool.Pool;
import java.util.List;
import java.util.stream.Stream;

/** Calls Python functions in worker processes that it starts: {@code WordLengths [PYTHON]}. */
public final class WordLengths {
    private WordLengths() {}

    /** Prints lengths of words, and a square root. */
    public static void main(String[] args) throws Exception {
        List<String> words = List.of("the", "quick", "brown", "fox");
        try (Pool pool = Pool.start(args.length > 0 ? args[0] : "python3", 4)) {
            System.out.println(pool.map(int.class, "builtins:len", words));
            try (Stream<String> titles = pool.imap(String.class, "string:capwords", words)) {
                System.out.println(String.join(" ", titles.toList()));
            }
            System.out.println(pool.submit(double.class, "math:sqrt", 2.25).get());
            pool.submit("math:sqrt", -1).handle((root, failure) -> {
                        System.out.println(failure instanceof RemoteException.ValueError ? "no root" : "a root");
                        return null;
                    })
                    .get();
        }
    }
}
