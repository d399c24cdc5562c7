package io.picklewire.javaobject;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Items that come back to a Java queue because nobody got them; those for which there is no room wait here. Any thread. */
final class RedeliveryBuffer {
    private final QueueItems items;
    private final Deque<Object> kept = new ArrayDeque<>();

    RedeliveryBuffer(QueueItems items) {
        this.items = items;
    }

    synchronized void add(Object item) {
        if (!items.giveBack(item)) {
            kept.addLast(item);
        }
    }

    synchronized void restore() {
        while (!kept.isEmpty() && items.giveBack(kept.getFirst())) {
            kept.removeFirst();
        }
    }

    synchronized @Nullable Object next() {
        return kept.pollFirst();
    }

    synchronized int size() {
        return kept.size();
    }
}
