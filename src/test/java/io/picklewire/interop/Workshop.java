package io.picklewire.interop;

import io.picklewire.shared.SharedQueue;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What interop-tests/java_objects.py calls: a method for each way in which Java and Python meet. */
public class Workshop extends Hidden implements Comparable<Workshop> {
    /** A day, as an enum. */
    public enum Day {
        MONDAY,
        TUESDAY {
            @Override
            public String toString() {
                return "the second";
            }
        }
    }

    /** A point, as a record. */
    public record Point(int x, @org.jspecify.annotations.Nullable Double y) {}

    // Types, in and out.

    /** The Java type that an argument became, and its text. */
    public String seen(Object value) {
        return value == null ? "null" : value.getClass().getSimpleName() + " " + text(value);
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(value);
    }

    public Object echo(Object value) {
        return value;
    }

    public boolean truth(boolean value) {
        return value;
    }

    public byte octet(byte value) {
        return value;
    }

    public short half(short value) {
        return value;
    }

    public int whole(int value) {
        return value;
    }

    public long large(long value) {
        return value;
    }

    public BigInteger huge(BigInteger value) {
        return value;
    }

    public double real(double value) {
        return value;
    }

    public float single(float value) {
        return value;
    }

    public BigDecimal decimal(BigDecimal value) {
        return value;
    }

    public char letter(char value) {
        return value;
    }

    public String word(String value) {
        return value;
    }

    public byte[] bytes(byte[] value) {
        return value;
    }

    public int[] numbers(int[] value) {
        return value;
    }

    public String[] words(String[] value) {
        return value;
    }

    public Day day(Day value) {
        return value;
    }

    public Point point(Point value) {
        return value;
    }

    public int sum(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).sum();
    }

    public Map<String, List<Integer>> lengths(Set<String> words) {
        return words.stream().collect(java.util.stream.Collectors.toMap(word -> word, word -> List.of(word.length())));
    }

    public int total(Map<String, Integer> prices) {
        return prices.values().stream().mapToInt(Integer::intValue).sum();
    }

    public String maybe(Optional<String> value) {
        return value.orElse("nothing");
    }

    public Optional<Integer> half(int value, boolean exactly) {
        return exactly && value % 2 != 0 ? Optional.empty() : Optional.of(value / 2);
    }

    public OptionalInt smallest(int... values) {
        return IntStream.of(values).min();
    }

    public Stream<Map.Entry<String, Integer>> entries() {
        return Stream.of(Map.entry("one", 1), Map.entry("two", 2));
    }

    public void nothing() {}

    public Thread unpicklable() {
        return new Thread("unpicklable");
    }

    // Ways to call.

    public String greet(String greeting, String name) {
        return greeting + ", " + name;
    }

    public String join(String separator, Object... parts) {
        return String.join(separator, Stream.of(parts).map(String::valueOf).toList());
    }

    public String which(boolean value) {
        return "boolean";
    }

    public String which(int value) {
        return "int";
    }

    public String which(long value) {
        return "long";
    }

    public String which(double value) {
        return "double";
    }

    public String which(String value) {
        return "String";
    }

    public String which(byte[] value) {
        return "byte[]";
    }

    public String which(List<?> value) {
        return "List";
    }

    public String which(Map<?, ?> value) {
        return "Map";
    }

    public String which(Object value) {
        return value == null ? "null Object" : "Object";
    }

    public String which(int first, String second) {
        return "int, String";
    }

    public String which(String... values) {
        return "String...";
    }

    /** Keywords in Python. */
    public String from(String where) {
        return "from " + where;
    }

    public String print() {
        return "printed";
    }

    /** No name in Python. */
    public String costs$(int price) {
        return "$" + price;
    }

    public String _inner() {
        return "Python takes it for private";
    }

    /** No name in Python 2. */
    @SuppressWarnings("UnicodeInCode")
    public String größe() {
        return "groß";
    }

    public static String ofTheClass() {
        return "not an object's";
    }

    @Override
    public int compareTo(Workshop other) {
        return Integer.compare(System.identityHashCode(this), System.identityHashCode(other));
    }

    @Override
    public String toString() {
        return "the workshop \u20ac";
    }

    // Objects of this manager as arguments.

    public boolean isMe(Workshop other) {
        return other == this;
    }

    public boolean isItself(Object other) {
        return other == this;
    }

    public int sizeOf(SharedQueue queue) {
        return queue.size();
    }

    public Function<String, Integer> measure() {
        return String::length;
    }

    // Failures.

    public void fail(String kind) throws Throwable {
        throw switch (kind) {
            case "argument" -> new IllegalArgumentException("of an argument");
            case "index" -> new IndexOutOfBoundsException("of an index");
            case "element" -> new NoSuchElementException("of an element");
            case "cast" -> new ClassCastException("of a cast");
            case "unsupported" -> new UnsupportedOperationException("of an operation");
            case "arithmetic" -> new ArithmeticException("/ by zero");
            case "timeout" -> new TimeoutException("of time");
            case "file" -> new FileNotFoundException("of a file");
            case "io" -> new IOException("of a disk");
            case "own" -> new OwnException("of our own", new IllegalStateException("deep inside"));
            case "null" -> new NullPointerException();
            case "mute" -> new MuteException();
            case "around mute" -> new IllegalStateException("around", new MuteException());
            default -> new AssertionError(kind);
        };
    }

    @SuppressWarnings("InfiniteRecursion")
    public int deep(int level) {
        return deep(level + 1) + 1;
    }

    static final class OwnException extends Exception {
        OwnException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static final class MuteException extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("this message cannot be told");
        }
    }

    // Results that are shared.

    public Shelf shelf(String label) {
        return Objects.equals(label, "none")
                ? null
                : shelves.stream()
                        .filter(shelf -> shelf.label().equals(label))
                        .findFirst()
                        .orElseGet(() -> add(new Shelf(label)));
    }

    private Shelf add(Shelf shelf) {
        shelves.add(shelf);
        return shelf;
    }

    private final List<Shelf> shelves = new ArrayList<>();

    /** What a workshop hands out. */
    public static final class Shelf {
        private final String label;
        private final List<Object> things = new ArrayList<>();

        public Shelf(String label) {
            this(label, List.of());
        }

        public Shelf(String label, List<?> things) {
            if (label.isEmpty()) {
                throw new IllegalArgumentException("a shelf needs a label");
            }
            this.label = label;
            this.things.addAll(things);
        }

        public String label() {
            return label;
        }

        public List<Object> things() {
            return things;
        }

        public int put(Object thing) {
            things.add(thing);
            return things.size();
        }
    }
}

/** A superclass that is not public: its public methods are the workshop's all the same. */
class Hidden {
    public String inherited() {
        return "inherited";
    }
}
