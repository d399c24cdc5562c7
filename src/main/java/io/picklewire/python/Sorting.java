package io.picklewire.python;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code list.sort}: stable, also in reverse. It asks nothing but {@code <}, so it copes with values
 * that have no consistent order; short lists are compared in the order in which CPython compares them
 * ({@code binarysort}), so that the same pair is the first that fails. Used by one thread.
 */
public final class Sorting {
    private static final int SHORT = 64;

    private final List<?> values;
    private final @Nullable Object[] compared;
    private final boolean reverse;
    private final int[] order;

    /** A sorting of these values that has not begun. */
    public Sorting(List<?> values, boolean reverse) {
        this.values = values;
        this.compared = new @Nullable Object[values.size()];
        Arrays.setAll(compared, i -> ComparableForm.of(values.get(i)));
        this.reverse = reverse;
        this.order = new int[values.size()];
        Arrays.setAll(order, i -> i);
    }

    /** The order so far, as indexes into the list. After a failure it is the order in which Python leaves the list. */
    public int[] order() {
        return order.clone();
    }

    /**
     * Sorts.
     *
     * @throws PyException TypeError when Python has no order between two of the values
     */
    public void sort() {
        int turned = reverse ? order.length : 0;
        turn(0, turned);
        try {
            sortUpwards();
        } finally {
            turn(0, turned);
        }
    }

    private void sortUpwards() {
        for (int from = 0; from < order.length; from += SHORT) {
            insert(from, Math.min(from + SHORT, order.length));
        }
        for (int width = SHORT; width < order.length; width *= 2) {
            int[] source = order.clone();
            for (int from = 0; from < order.length; from += 2 * width) {
                int middle = Math.min(from + width, order.length);
                merge(source, from, middle, Math.min(from + 2 * width, order.length));
            }
        }
    }

    private void insert(int from, int to) {
        for (int next = ascending(from, to); next < to; next++) {
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

    /** Returns the end of the ascending run at the start; a strictly descending run is reversed. */
    private int ascending(int from, int to) {
        int end = from + 1;
        if (end >= to) {
            return to;
        }
        boolean down = less(order[end], order[end - 1]);
        end++;
        while (end < to && less(order[end], order[end - 1]) == down) {
            end++;
        }
        turn(from, down ? end : from);
        return end;
    }

    private void merge(int[] source, int from, int middle, int to) {
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean fromRight = left == middle || (right < to && less(source[right], source[left]));
            order[i] = fromRight ? source[right++] : source[left++];
        }
    }

    private void turn(int from, int to) {
        for (int i = from, j = to - 1; i < j; i++, j--) {
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    }

    private boolean less(int a, int b) {
        try {
            return Ordering.lessThan(compared[a], compared[b]);
        } catch (PyException e) {
            Object first = values.get(a);
            Ordering.lessThan(first, values.get(b)); // which knows the types' names
            throw e;
        }
    }
}
