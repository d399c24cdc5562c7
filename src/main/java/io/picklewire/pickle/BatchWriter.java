package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Writes items into the container on top of the stack, a thousand at a time as CPython's
 * {@code _batch_appends} does, or one at a time where the protocol knows no batches. Not thread-safe.
 */
final class BatchWriter<T> implements Runnable {
    private static final int BATCH = 1000;

    private final Dumper dumper;
    private final Iterator<? extends T> items;
    private final int one;
    private final int many;
    private final Consumer<T> write;
    private int inBatch;

    BatchWriter(Dumper dumper, Iterator<? extends T> items, int one, int many, Consumer<T> write) {
        this.dumper = dumper;
        this.items = items;
        this.one = one;
        this.many = many;
        this.write = write;
    }

    @Override
    public void run() {
        boolean batched = dumper.protocol() > 0;
        boolean full = inBatch == (batched ? BATCH : 1);
        if (inBatch > 0 && (full || !items.hasNext())) {
            dumper.opcodes().opcode(batched ? many : one);
            inBatch = 0;
        }
        if (!items.hasNext()) {
            return;
        }
        if (inBatch++ == 0 && batched) {
            dumper.opcodes().opcode(MARK);
        }
        dumper.then(this);
        write.accept(items.next());
    }
}
