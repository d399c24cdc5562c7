package io.picklewire.python;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Small values of all kinds, often equal to one another.
 *
 * @param random where they come from
 * @param python2 whether bytes are Python 2's
 */
public record RandomValues(Random random, boolean python2) {
    RandomValues(Random random) {
        this(random, false);
    }

    public Object scalar() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> random.nextInt(7) - 3;
            case 2 -> random.nextInt();
            case 3 -> random.nextLong();
            case 4 -> random.nextGaussian();
            case 5 -> Double.longBitsToDouble(random.nextLong() & ~(1L << 62)); // no NaN
            case 6 -> text();
            default -> python2 ? Py2Str.of(text().getBytes(UTF_8)) : text().getBytes(UTF_8);
        };
    }

    /** What Python can hash. */
    public Object key(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(6);
        return switch (kind) {
            case 3 -> PyTuple.copyOf(some(() -> key(depth - 1)));
            case 4 -> PySet.frozen(some(() -> key(depth - 1)));
            case 5 -> PyObject.call("shapes", "Point", value(depth - 1));
            default -> scalar();
        };
    }

    public Object value(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(4);
        return switch (kind) {
            case 2 -> some(() -> value(depth - 1));
            case 3 -> dict(depth);
            default -> key(depth);
        };
    }

    private Object dict(int depth) {
        PyDict dict = new PyDict();
        some(() -> key(depth - 1)).forEach(key -> dict.put(key, value(depth - 1)));
        return dict;
    }

    private List<Object> some(Supplier<Object> item) {
        List<Object> items = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            items.add(item.get());
        }
        return items;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(4); left > 0; left--) {
            text.append("ab\u00e9\u20ac".charAt(random.nextInt(4)));
        }
        return text.toString();
    }
}
