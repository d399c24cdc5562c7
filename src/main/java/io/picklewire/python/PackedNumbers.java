package io.picklewire.python;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of number that Java has arrays of, each with the form in which an {@code array.array} holds them: all of an
 * array is moved at once. Any thread.
 */
public enum PackedNumbers {
    SHORTS(short.class, "h", ArrayItems.Format.SIGNED_16) {
        @Override
        Object read(ByteBuffer bytes) {
            short[] array = new short[bytes.remaining() / Short.BYTES];
            bytes.asShortBuffer().get(array);
            return array;
        }

        @Override
        void write(Object array, ByteBuffer bytes) {
            bytes.asShortBuffer().put((short[]) array);
        }
    },
    INTS(int.class, "i", ArrayItems.Format.SIGNED_32) {
        @Override
        Object read(ByteBuffer bytes) {
            int[] array = new int[bytes.remaining() / Integer.BYTES];
            bytes.asIntBuffer().get(array);
            return array;
        }

        @Override
        void write(Object array, ByteBuffer bytes) {
            bytes.asIntBuffer().put((int[]) array);
        }
    },
    LONGS(long.class, "q", ArrayItems.Format.SIGNED_64) {
        @Override
        Object read(ByteBuffer bytes) {
            long[] array = new long[bytes.remaining() / Long.BYTES];
            bytes.asLongBuffer().get(array);
            return array;
        }

        @Override
        void write(Object array, ByteBuffer bytes) {
            bytes.asLongBuffer().put((long[]) array);
        }
    },
    FLOATS(float.class, "f", ArrayItems.Format.FLOAT) {
        @Override
        Object read(ByteBuffer bytes) {
            float[] array = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(array);
            return array;
        }

        @Override
        void write(Object array, ByteBuffer bytes) {
            bytes.asFloatBuffer().put((float[]) array);
        }
    },
    DOUBLES(double.class, "d", ArrayItems.Format.DOUBLE) {
        @Override
        Object read(ByteBuffer bytes) {
            double[] array = new double[bytes.remaining() / Double.BYTES];
            bytes.asDoubleBuffer().get(array);
            return array;
        }

        @Override
        void write(Object array, ByteBuffer bytes) {
            bytes.asDoubleBuffer().put((double[]) array);
        }
    };

    private final Class<?> type;
    private final String typecode;
    private final ArrayItems.Format format;

    PackedNumbers(Class<?> type, String typecode, ArrayItems.Format format) {
        this.type = type;
        this.typecode = typecode;
        this.format = format;
    }

    abstract Object read(ByteBuffer bytes);

    abstract void write(Object array, ByteBuffer bytes);

    /** The kind whose Java type is {@code type}, such as {@code double.class}, or null. */
    public static @Nullable PackedNumbers of(Class<?> type) {
        for (PackedNumbers each : values()) {
            if (each.type == type) {
                return each;
            }
        }
        return null;
    }

    /** The Java type of one number. */
    public Class<?> type() {
        return type;
    }

    /** Python's typecode: h, i, q, f or d. */
    public String typecode() {
        return typecode;
    }

    /**
     * A Java array of this kind as {@code multiprocessing} pickles its own: with its numbers as bytes, little-endian. All versions of
     * Python read that. Source: {@code multiprocessing.managers.reduce_array}.
     */
    public PyObject pack(Object array) {
        byte[] bytes = new byte[Math.multiplyExact(Array.getLength(array), format.size())];
        write(array, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        return PyObject.call("array", "array", typecode, bytes);
    }

    /** The Java array that such an object is, of either byte order; null when it has another form or another kind of number. */
    public @Nullable Object unpack(PyObject object) {
        ArrayItems.Packed packed = ArrayItems.Packed.of(object);
        if (packed == null || packed.format() != format || !packed.isWhole()) {
            return null;
        }
        return read(packed.bytes());
    }
}
