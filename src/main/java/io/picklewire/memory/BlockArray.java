package io.picklewire.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;

/**
 * An array of numbers in a block of shared memory, and the lock that its users agree on: what {@code multiprocessing.Array} is to
 * processes of one Python, for Python and Java. In Python it is {@code memoryview(block.buf).cast(typecode)}, or
 * {@code numpy.frombuffer(block.buf, dtype)}, with the same lock: a proxy of a lock of any manager. An array of one is what
 * {@code multiprocessing.Value} is.
 *
 * <pre>{@code
 * BlockArray totals = BlockArray.over(block, "d", manager.lock("Lock"));
 * totals.locked(() -> totals.add(0, 2.5));
 * }</pre>
 *
 * <p>Any thread. What is not done in {@link #locked} has no order with what others do.
 */
public final class BlockArray {
    private final ByteBuffer bytes;
    private final Typecode typecode;
    private final int offset;
    private final int length;
    private final Lock lock;

    /** The typecodes of Python's {@code array} and {@code struct}, in the machine's own sizes on 64-bit Linux. */
    private enum Typecode {
        b(1),
        B(1),
        h(2),
        H(2),
        i(4),
        I(4),
        l(8),
        L(8),
        q(8),
        Q(8),
        f(4),
        d(8);

        private final int size;

        Typecode(int size) {
            this.size = size;
        }

        boolean isFloating() {
            return this == f || this == d;
        }
    }

    private BlockArray(ByteBuffer bytes, Typecode typecode, int offset, int length, Lock lock) {
        this.bytes = bytes;
        this.typecode = typecode;
        this.offset = offset;
        this.length = length;
        this.lock = lock;
    }

    /**
     * All of a block as one array.
     *
     * @param typecode Python's: b, B, h, H, i, I, l, L, q, Q, f or d
     * @param lock what all its users lock when they change it: a manager's lock, where they are several processes
     * @throws IllegalArgumentException for another typecode
     */
    public static BlockArray over(SharedMemory block, String typecode, Lock lock) throws IOException {
        return over(block, typecode, lock, 0, (int) Math.min(Integer.MAX_VALUE, block.size()) / of(typecode).size);
    }

    /**
     * A part of a block as an array.
     *
     * @param offset where it begins, in bytes
     * @param length how many elements it has
     * @throws IndexOutOfBoundsException when that lies outside of the block
     */
    public static BlockArray over(SharedMemory block, String typecode, Lock lock, int offset, int length)
            throws IOException {
        Typecode type = of(typecode);
        ByteBuffer bytes = block.buffer().duplicate().order(ByteOrder.nativeOrder());
        Objects.checkFromIndexSize(offset, Math.multiplyExact(length, type.size), bytes.capacity());
        return new BlockArray(bytes, type, offset, length, lock);
    }

    private static Typecode of(String typecode) {
        for (Typecode each : Typecode.values()) {
            if (each.name().equals(typecode)) {
                return each;
            }
        }
        throw new IllegalArgumentException(
                "'" + typecode + "' is no typecode; allowed are b, B, h, H, i, I, l, L, q, Q, f and d");
    }

    /** Python's typecode. */
    public String typecode() {
        return typecode.name();
    }

    /** How many elements there are. */
    public int length() {
        return length;
    }

    /** The lock. */
    public Lock lock() {
        return lock;
    }

    /** Does something while it has the lock. */
    public void locked(Runnable task) {
        lock.lock();
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }

    /** Finds something out while it has the lock. */
    public <T> T locked(Callable<T> task) throws Exception {
        lock.lock();
        try {
            return task.call();
        } finally {
            lock.unlock();
        }
    }

    /** An element as a floating-point number. */
    public double getDouble(int index) {
        int at = at(index);
        return switch (typecode) {
            case f -> bytes.getFloat(at);
            case d -> bytes.getDouble(at);
            default -> getLong(index);
        };
    }

    /**
     * An element as a whole number; one of {@code Q} or {@code L} above the largest long is negative.
     *
     * @throws UnsupportedOperationException for an array of floating-point numbers
     */
    public long getLong(int index) {
        int at = at(index);
        return switch (typecode) {
            case b -> bytes.get(at);
            case B -> Byte.toUnsignedInt(bytes.get(at));
            case h -> bytes.getShort(at);
            case H -> Short.toUnsignedInt(bytes.getShort(at));
            case i -> bytes.getInt(at);
            case I -> Integer.toUnsignedLong(bytes.getInt(at));
            case l, L, q, Q -> bytes.getLong(at);
            default -> throw new UnsupportedOperationException("an array of '" + typecode + "' has no whole numbers");
        };
    }

    /**
     * Sets an element.
     *
     * @throws UnsupportedOperationException for an array of whole numbers
     */
    public void set(int index, double value) {
        int at = at(index);
        switch (typecode) {
            case f -> bytes.putFloat(at, (float) value);
            case d -> bytes.putDouble(at, value);
            default -> throw new UnsupportedOperationException("an array of '" + typecode + "' has whole numbers");
        }
    }

    /**
     * Sets an element.
     *
     * @throws ArithmeticException when it is beyond what the type holds
     */
    public void set(int index, long value) {
        if (typecode.isFloating()) {
            set(index, (double) value);
            return;
        }
        int at = at(index);
        requireFits(value);
        switch (typecode.size) {
            case 1 -> bytes.put(at, (byte) value);
            case 2 -> bytes.putShort(at, (short) value);
            case 4 -> bytes.putInt(at, (int) value);
            default -> bytes.putLong(at, value);
        }
    }

    private void requireFits(long value) {
        int bits = typecode.size * Byte.SIZE;
        boolean isUnsigned = Character.isUpperCase(typecode.name().charAt(0));
        long lowest = isUnsigned ? 0 : bits == Long.SIZE ? Long.MIN_VALUE : -(1L << (bits - 1));
        long highest = bits == Long.SIZE ? Long.MAX_VALUE : (1L << (isUnsigned ? bits : bits - 1)) - 1;
        if (value < lowest || value > highest) {
            throw new ArithmeticException(
                    value + " is beyond what '" + typecode + "' holds: " + lowest + " to " + highest);
        }
    }

    /** Adds to an element; to be called in {@link #locked}. */
    public void add(int index, double value) {
        set(index, getDouble(index) + value);
    }

    /** Adds to an element; to be called in {@link #locked}. */
    public void add(int index, long value) {
        if (typecode.isFloating()) {
            add(index, (double) value);
        } else {
            set(index, Math.addExact(getLong(index), value));
        }
    }

    /** The elements of an array of {@code d}; without a copy. */
    public DoubleBuffer doubles() {
        return part(Typecode.d).asDoubleBuffer();
    }

    /** The elements of an array of {@code f}; without a copy. */
    public FloatBuffer floats() {
        return part(Typecode.f).asFloatBuffer();
    }

    /** The elements of an array of {@code q}, {@code Q}, {@code l} or {@code L}; without a copy. */
    public LongBuffer longs() {
        return part(Typecode.q, Typecode.Q, Typecode.l, Typecode.L).asLongBuffer();
    }

    /** The elements of an array of {@code i} or {@code I}; without a copy. */
    public IntBuffer ints() {
        return part(Typecode.i, Typecode.I).asIntBuffer();
    }

    /** The elements of an array of {@code h} or {@code H}; without a copy. */
    public ShortBuffer shorts() {
        return part(Typecode.h, Typecode.H).asShortBuffer();
    }

    private ByteBuffer part(Typecode... allowed) {
        for (Typecode each : allowed) {
            if (each == typecode) {
                return bytes.slice(offset, length * typecode.size).order(ByteOrder.nativeOrder());
            }
        }
        throw new UnsupportedOperationException("an array of '" + typecode + "' has no such buffer");
    }

    private int at(int index) {
        return offset + Objects.checkIndex(index, length) * typecode.size;
    }

    @Override
    public String toString() {
        return "BlockArray('" + typecode + "', length=" + length + ")";
    }
}
