package io.picklewire.shared;

import io.picklewire.python.PyException;
import io.picklewire.python.Repr;
import io.picklewire.python.Truth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the arguments of a pool's methods ask for. Source: CPython's {@code pool.Pool}. */
final class PoolRequests {
    /** CPython makes so many chunks a process. */
    private static final int CHUNKS = 4;

    private PoolRequests() {}

    /** What {@code apply} calls. */
    static PoolCalls one(Arguments args) {
        Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
        if (Truth.of(args.value(2))) {
            args.forEachEntry(2, (name, value) -> kwargs.put(Repr.str(name), value));
        }
        return PoolCalls.one(args.stored(0), args.parts(1), kwargs);
    }

    /**
     * What {@code map} and its relatives call.
     *
     * @param processes how many the pool has
     */
    static PoolCalls mapped(Arguments args, PoolCalls.Form form, int processes) {
        List<? extends @Nullable Object> items = args.parts(1);
        int chunk = args.value(2) == null ? usualChunk(items.size(), processes) : chunk(args);
        return PoolCalls.each(form, args.stored(0), items, chunk);
    }

    /** Source: CPython's {@code Pool._map_async}. */
    private static int usualChunk(int items, int processes) {
        int chunks = Math.max(1, processes) * CHUNKS;
        return Math.max(1, (items + chunks - 1) / chunks);
    }

    /** What {@code imap} calls: its chunks are of one item unless it is told otherwise. */
    static PoolCalls iterated(Arguments args) {
        int chunk = chunk(args);
        PoolCalls.Form form = chunk == 1 ? PoolCalls.Form.EACH : PoolCalls.Form.CHUNKS;
        return PoolCalls.each(form, args.stored(0), args.parts(1), chunk);
    }

    private static int chunk(Arguments args) {
        int size = args.size(2, "OverflowError");
        if (size < 1) {
            throw PyException.valueError("Chunksize must be 1+, not " + size);
        }
        return size;
    }

    /** What is called with the result. */
    static PoolResult.Callbacks callbacks(Arguments args) {
        return new PoolResult.Callbacks(
                args.client(), PoolCallback.of(args, 3, "callback"), PoolCallback.of(args, 4, "error_callback"));
    }
}
