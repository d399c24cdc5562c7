package io.picklewire.shared;

import org.jspecify.annotations.Nullable;

/**
 * A result that leaves its object with the answer, such as the item of {@code Queue.get}. If the answer does not arrive, it
 * comes back by {@link Event.Undelivered}, so that nothing is lost. Immutable; any thread.
 */
public sealed interface Delivery {
    /** The result that the client gets. */
    @Nullable
    Object value();

    /** Writes it, for {@link #read}. */
    void write(StateWriter out);

    /** Reads what {@link #write} wrote. */
    static Delivery read(StateReader in) {
        return switch (in.text()) {
            case "Item" -> new Item(in.value(), in.number());
            case "Grant" -> new Grant(in.value(), in.number(), (int) in.number(), (int) in.number());
            default -> new Permit();
        };
    }

    /**
     * An item of a queue.
     *
     * @param value the item
     * @param taking the number of its first taking, which says where it belongs when it comes back
     */
    record Item(@Nullable Object value, long taking) implements Delivery {
        @Override
        public void write(StateWriter out) {
            out.text("Item").value(value).number(taking);
        }
    }

    /**
     * A lock that was granted to a client that had waited.
     *
     * @param value what the client is told
     * @param tenure which ownership of the lock this is
     * @param depth how deep it owns the lock
     * @param wake for one who had given up the lock to wait for a notification: for how many others that is when it does
     *     not arrive; {@link #NONE} for one who had not
     */
    record Grant(@Nullable Object value, long tenure, int depth, int wake) implements Delivery {
        /** Of one who waited for the lock alone. */
        static final int NONE = -1;

        @Override
        public void write(StateWriter out) {
            out.text("Grant").value(value).number(tenure).number(depth).number(wake);
        }
    }

    /** A permit of a semaphore. */
    record Permit() implements Delivery {
        @Override
        public Object value() {
            return true;
        }

        @Override
        public void write(StateWriter out) {
            out.text("Permit");
        }
    }

    /** What the client gets of a result: a delivery's value, or the result itself. */
    static @Nullable Object valueOf(@Nullable Object result) {
        return result instanceof Delivery delivery ? delivery.value() : result;
    }
}
