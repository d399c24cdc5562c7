package io.picklewire.conversion;

import io.picklewire.python.Ordering;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Python's order, for Java collections of what Python programs put in: tuples by their first items that differ, numbers
 * of all types by their value.
 *
 * <pre>{@code
 * new PriorityBlockingQueue<Object>(11, PythonOrder.COMPARATOR)
 * }</pre>
 *
 * <p>Any thread. Source: CPython's {@code <}, as {@code queue.PriorityQueue} uses it.
 */
public final class PythonOrder {
    /**
     * Compares plain Java values as Python compares what they were; a {@link io.picklewire.python.PyException} TypeError
     * where Python has no order between the two. NaN is neither before nor after anything, so no sorted map or set
     * should hold it.
     */
    public static final Comparator<@Nullable Object> COMPARATOR =
            (a, b) -> Ordering.compare(ToPython.of(a), ToPython.of(b));

    private PythonOrder() {}
}
