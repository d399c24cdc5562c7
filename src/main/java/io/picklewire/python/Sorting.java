package io.picklewire.python;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code list.sort}: stable, also in reverse. It asks nothing but {@code <}, so it copes with values
 * that have no consistent order; short lists are compared in the order in which CPython compares them
 * ({@code binarysort}), so that the same pair is the first that fails.
 */
public final class Sorting {
    private static final int SHORT = 64;

    private final List<?> values;

    private Sorting(List<?> values) {
        this.values = values;
    }

    /**
     * The order in which the values are sorted, as indexes into the list.
     *
     * @throws PyException TypeError when Python has no order between two of them
     */
    public static int[] order(List<?> values, boolean reverse) {
        int[] order = new int[values.size()];
        Arrays.setAll(order, i -> reverse ? order.length - 1 - i : i);
        new Sorting(values).sort(order);
        if (reverse) {
            for (int i = 0; i < order.length / 2; i++) {
                int other = order.length - 1 - i;
                int kept = order[i];
                order[i] = order[other];
                order[other] = kept;
            }
        }
        return order;
    }

    private void sort(int[] order) {
        for (int from = 0; from < order.length; from += SHORT) {
            insert(order, from, Math.min(from + SHORT, order.length));
        }
        for (int width = SHORT; width < order.length; width *= 2) {
            int[] source = order.clone();
            for (int from = 0; from < order.length; from += 2 * width) {
                int middle = Math.min(from + width, order.length);
                merge(source, order, new int[] {from, middle, Math.min(from + 2 * width, order.length)});
            }
        }
    }

    private void insert(int[] order, int from, int to) {
        int sorted = ascending(order, from, to);
        for (int next = sorted; next < to; next++) {
            int pivot = order[next];
            int low = from;
            int high = next;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (less(pivot, order[middle])) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            System.arraycopy(order, low, order, low + 1, next - low);
            order[low] = pivot;
        }
    }

    /** Where the run ends that goes up from the start; one that goes down strictly is turned round. */
    private int ascending(int[] order, int from, int to) {
        int end = from + 1;
        if (end >= to) {
            return to;
        }
        boolean down = less(order[end], order[end - 1]);
        end++;
        while (end < to && less(order[end], order[end - 1]) == down) {
            end++;
        }
        for (int i = from, j = end - 1; down && i < j; i++, j--) {
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return end;
    }

    private void merge(int[] source, int[] target, int[] bounds) {
        int left = bounds[0];
        int right = bounds[1];
        for (int i = bounds[0]; i < bounds[2]; i++) {
            boolean fromRight = left == bounds[1] || (right < bounds[2] && less(source[right], source[left]));
            target[i] = fromRight ? source[right++] : source[left++];
        }
    }

    private boolean less(int a, int b) {
        @Nullable Object first = values.get(a);
        return Ordering.lessThan(first, values.get(b));
    }
}
