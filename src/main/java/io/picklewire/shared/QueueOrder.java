package io.picklewire.shared;

import io.picklewire.python.Budget;
import io.picklewire.python.Ordering;
import io.picklewire.python.Sealed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The items of a queue, and which comes next. Guarded by the queue. Source: CPython's {@code queue.Queue},
 * {@code LifoQueue} and {@code PriorityQueue} ({@code _put} and {@code _get}).
 */
interface QueueOrder {
    /**
     * Keeps an item; it is never null.
     *
     * @throws io.picklewire.python.PyException TypeError when Python has no order between it and another; then it is not
     *     kept
     */
    void put(Object item);

    /**
     * Keeps an item again that was taken and reached nobody.
     *
     * @param taking the number of that taking, which grows from one to the next
     */
    void putBack(Object item, long taking);

    /** The next item, with the number of its first taking where it had been taken before; null when there is none. */
    @Nullable
    Taken take();

    int size();

    /** Takes all. */
    List<Object> clear();

    void forEach(Consumer<Object> task);

    void save(StateWriter out);

    /** Takes what {@link #save} wrote; this has no items yet. */
    void restore(StateReader in);

    private static void save(StateWriter out, Collection<Object> items) {
        out.each(items, item -> out.value(item == SharedQueue.NULL ? null : item));
    }

    private static Object kept(StateReader in) {
        Object value = in.value();
        return value == null ? SharedQueue.NULL : value;
    }

    /**
     * An item that is taken.
     *
     * @param taking 0 when it was never taken before
     */
    record Taken(Object item, long taking) {}

    /** First in, first out; what comes back comes before the others. */
    final class Fifo implements QueueOrder {
        private final Deque<Object> items = new ArrayDeque<>();
        /** By the number of the taking. */
        private final NavigableMap<Long, Object> returned = new TreeMap<>();

        @Override
        public void put(Object item) {
            items.addLast(item);
        }

        @Override
        public void putBack(Object item, long taking) {
            returned.put(taking, item);
        }

        @Override
        public @Nullable Taken take() {
            Map.Entry<Long, Object> back = returned.pollFirstEntry();
            if (back != null) {
                return new Taken(back.getValue(), back.getKey());
            }
            Object item = items.pollFirst();
            return item == null ? null : new Taken(item, 0);
        }

        @Override
        public int size() {
            return returned.size() + items.size();
        }

        @Override
        public List<Object> clear() {
            List<Object> all = new ArrayList<>(returned.values());
            all.addAll(items);
            returned.clear();
            items.clear();
            return all;
        }

        @Override
        public void forEach(Consumer<Object> task) {
            returned.values().forEach(task);
            items.forEach(task);
        }

        @Override
        public void save(StateWriter out) {
            out.each(returned.keySet(), out::number);
            QueueOrder.save(out, returned.values());
            QueueOrder.save(out, items);
        }

        @Override
        public void restore(StateReader in) {
            in.each(in::number).forEach(taking -> returned.put(taking, SharedQueue.NULL));
            Iterator<Object> back = in.each(() -> kept(in)).iterator();
            returned.replaceAll((taking, none) -> back.next());
            items.addAll(in.each(() -> kept(in)));
        }
    }

    /** Last in, first out. */
    final class Lifo implements QueueOrder {
        private final Deque<Object> items = new ArrayDeque<>();

        @Override
        public void put(Object item) {
            items.addLast(item);
        }

        @Override
        public void putBack(Object item, long taking) {
            items.addLast(item);
        }

        @Override
        public @Nullable Taken take() {
            Object item = items.pollLast();
            return item == null ? null : new Taken(item, 0);
        }

        @Override
        public int size() {
            return items.size();
        }

        @Override
        public List<Object> clear() {
            List<Object> all = new ArrayList<>(items);
            items.clear();
            return all;
        }

        @Override
        public void forEach(Consumer<Object> task) {
            items.forEach(task);
        }

        @Override
        public void save(StateWriter out) {
            QueueOrder.save(out, items);
        }

        @Override
        public void restore(StateReader in) {
            items.addAll(in.each(() -> kept(in)));
        }
    }

    /** The smallest first. Equal ones come in the order in which Python's heap has them ({@code heapq}). */
    final class Priority implements QueueOrder {
        private final List<HeapItem> heap = new ArrayList<>();

        /**
         * An item with what it is compared as.
         *
         * @param value the item, opened
         */
        private record HeapItem(Object item, @Nullable Object value) {
            static HeapItem of(Object item) {
                return new HeapItem(item, item == SharedQueue.NULL ? null : Sealed.open(item));
            }

            boolean isLessThan(HeapItem other) {
                return Ordering.lessThan(value, other.value);
            }
        }

        @Override
        public void put(Object item) {
            if (item instanceof Sealed sealed) {
                Budget.spendBytesBeforehand(sealed.size());
            }
            HeapItem added = HeapItem.of(item);
            List<Integer> path = new ArrayList<>();
            int position = heap.size();
            // First looks where it belongs, so that a failure leaves the heap as it was.
            while (position > 0 && added.isLessThan(heap.get((position - 1) >> 1))) {
                path.add(position);
                position = (position - 1) >> 1;
            }
            heap.add(added);
            path.forEach(child -> Collections.swap(heap, child, (child - 1) >> 1));
        }

        @Override
        public void putBack(Object item, long taking) {
            put(item);
        }

        @Override
        public @Nullable Taken take() {
            if (heap.isEmpty()) {
                return null;
            }
            HeapItem last = heap.remove(heap.size() - 1);
            if (heap.isEmpty()) {
                return new Taken(last.item(), 0);
            }
            HeapItem first = heap.set(0, last);
            settle(last);
            return new Taken(first.item(), 0);
        }

        /** Moves the smaller children up to the bottom, and then the one at the top to where it belongs on that path. */
        private void settle(HeapItem moved) {
            int position = 0;
            for (int child = 1; child < heap.size(); child = 2 * position + 1) {
                int right = child + 1;
                if (right < heap.size() && !heap.get(child).isLessThan(heap.get(right))) {
                    child = right;
                }
                heap.set(position, heap.get(child));
                position = child;
            }
            heap.set(position, moved);
            while (position > 0 && moved.isLessThan(heap.get((position - 1) >> 1))) {
                Collections.swap(heap, position, (position - 1) >> 1);
                position = (position - 1) >> 1;
            }
        }

        @Override
        public int size() {
            return heap.size();
        }

        @Override
        public List<Object> clear() {
            List<Object> all = new ArrayList<>();
            heap.forEach(entry -> all.add(entry.item()));
            heap.clear();
            return all;
        }

        @Override
        public void forEach(Consumer<Object> task) {
            heap.forEach(entry -> task.accept(entry.item()));
        }

        @Override
        public void save(StateWriter out) {
            QueueOrder.save(out, heap.stream().map(HeapItem::item).toList());
        }

        /** Equal items keep their places in the heap. */
        @Override
        public void restore(StateReader in) {
            in.each(() -> kept(in)).forEach(item -> heap.add(HeapItem.of(item)));
        }
    }
}
