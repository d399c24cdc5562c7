package io.picklewire.python;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Scalars and arrays of numpy, as its pickles of versions 1 and 2 have them: {@code scalar(dtype, bytes)}, and
 * {@code _reconstruct} with a state or {@code _frombuffer}, each with the items' bytes. Any thread.
 */
final class NumpyValue {
    private static final int SHAPE = 1;
    private static final int DTYPE = 2;
    private static final int ORDER = 3;
    private static final int DATA = 4;
    private static final int BYTE_BITS = 8;

    private NumpyValue() {}

    /**
     * The Python value that a scalar is equal to. Null when the object is no scalar, or of a type without a Python
     * equal.
     */
    static @Nullable Object scalar(PyObject object) {
        if (!(object.callable() instanceof PyGlobal callable)
                || !callable.name().equals("scalar")
                || !callable.module().startsWith("numpy.")) {
            return null;
        }
        List<@Nullable Object> args = StandardReprs.arguments(object);
        byte[] bytes = args.size() == 2 ? ByteSequences.of(args.get(1)) : null;
        Dtype dtype = args.isEmpty() ? null : Dtype.of(args.get(0));
        return bytes == null || dtype == null || bytes.length != dtype.size() ? null : dtype.read(bytes);
    }

    /** Its items or rows, or null when the object is no array. */
    static @Nullable List<@Nullable Object> items(PyObject object) {
        Array array = Array.of(object);
        return array == null ? null : array.items();
    }

    /** The numbers of an array with one dimension, or null for anything else. */
    static @Nullable List<@Nullable Object> numbers(PyObject object) {
        List<@Nullable Object> items = items(object);
        if (items == null) {
            return null;
        }
        List<@Nullable Object> numbers = new ArrayList<>(items.size());
        for (Object item : items) {
            Object number = item instanceof PyObject scalar ? scalar(scalar) : null;
            if (number == null) {
                return null;
            }
            numbers.add(number);
        }
        return numbers;
    }

    /**
     * The type of an item.
     *
     * @param object as it is pickled
     * @param kind numpy's letter
     * @param size bytes an item
     */
    private record Dtype(Object object, char kind, int size, boolean isBigEndian) {
        static @Nullable Dtype of(@Nullable Object value) {
            if (!(value instanceof PyObject object) || !object.calls("numpy", "dtype")) {
                return null;
            }
            List<@Nullable Object> args = StandardReprs.arguments(object);
            String name = args.isEmpty() ? "" : String.valueOf(TextRepr.text(args.get(0)));
            if (!name.matches("[biufcUS][0-9]{1,6}")) {
                return null;
            }
            boolean big = object.states().size() == 1
                    && object.states().get(0) instanceof PyTuple state
                    && state.size() > 1
                    && ">".equals(String.valueOf(TextRepr.text(state.get(1))));
            int number = Integer.parseInt(name.substring(1));
            return new Dtype(object, name.charAt(0), name.charAt(0) == 'U' ? number * Integer.BYTES : number, big);
        }

        @Nullable
        Object read(byte[] bytes) {
            ByteBuffer buffer =
                    ByteBuffer.wrap(bytes).order(isBigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            return switch (kind) {
                case 'b' -> bytes[0] != 0;
                case 'i', 'u' -> integer(bytes);
                case 'f' -> real(buffer, size);
                case 'c' -> complex(buffer);
                case 'U' -> text(buffer);
                default -> Arrays.copyOf(bytes, length(bytes));
            };
        }

        private Object integer(byte[] bytes) {
            byte[] ordered = bytes.clone();
            for (int i = 0; !isBigEndian && i < bytes.length; i++) {
                ordered[i] = bytes[bytes.length - 1 - i];
            }
            BigInteger number = new BigInteger(ordered);
            return Index.smallest(
                    kind == 'u' && number.signum() < 0
                            ? number.add(BigInteger.ONE.shiftLeft(BYTE_BITS * bytes.length))
                            : number);
        }

        private @Nullable Object complex(ByteBuffer buffer) {
            Double real = real(buffer, size / 2);
            Double imaginary = real(buffer, size / 2);
            return real == null || imaginary == null ? null : new PyComplex(real, imaginary);
        }

        /** Null for an extended one, which has no Java type. */
        private static @Nullable Double real(ByteBuffer buffer, int size) {
            return switch (size) {
                case 2 -> half(buffer.getShort());
                case Float.BYTES -> (double) buffer.getFloat();
                case Double.BYTES -> buffer.getDouble();
                default -> null;
            };
        }

        private static double half(short bits) {
            int exponent = bits >> 10 & 0x1f;
            int fraction = bits & 0x3ff;
            double size =
                    switch (exponent) {
                        case 0 -> Math.scalb((double) fraction, -24);
                        case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
                        default -> Math.scalb(1 + fraction / 1024.0, exponent - 15);
                    };
            return bits < 0 ? -size : size;
        }

        private static Object text(ByteBuffer buffer) {
            int[] points = new int[buffer.remaining() / Integer.BYTES];
            int length = 0;
            for (int i = 0; i < points.length; i++) {
                points[i] = buffer.getInt();
                length = points[i] == 0 ? length : i + 1;
            }
            return PyText.of(Arrays.copyOf(points, length));
        }

        /** Zero bytes at the end are padding. */
        private static int length(byte[] bytes) {
            int length = bytes.length;
            while (length > 0 && bytes[length - 1] == 0) {
                length--;
            }
            return length;
        }
    }

    /**
     * An array in C's order.
     *
     * @param module where numpy has {@code scalar}, in that version
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Array(
            String module, Object array, List<Integer> shape, Object pickledDtype, Dtype dtype, byte[] data) {
        static @Nullable Array of(PyObject object) {
            if (!(object.callable() instanceof PyGlobal callable)
                    || !callable.module().startsWith("numpy.")
                    || !object.effects().isEmpty()) {
                return null;
            }
            List<@Nullable Object> args = StandardReprs.arguments(object);
            if (callable.name().equals("_frombuffer") && args.size() == ORDER + 1) {
                boolean isC = "C".equals(String.valueOf(TextRepr.text(args.get(ORDER))));
                return isC ? of(callable, args.get(2), args.get(1), args.get(0)) : null;
            }
            boolean reconstructed = callable.name().equals("_reconstruct")
                    && object.states().size() == 1
                    && object.states().get(0) instanceof PyTuple state
                    && state.size() == DATA + 1
                    && Boolean.FALSE.equals(state.get(ORDER));
            if (!reconstructed) {
                return null;
            }
            PyTuple state = (PyTuple) Objects.requireNonNull(object.states().get(0));
            return of(callable, state.get(SHAPE), state.get(DTYPE), state.get(DATA));
        }

        private static @Nullable Array of(
                PyGlobal callable, @Nullable Object shape, @Nullable Object type, @Nullable Object content) {
            Dtype dtype = Dtype.of(type);
            byte[] data = ByteSequences.of(content);
            if (dtype == null || data == null || !(shape instanceof PyTuple sizes) || sizes.size() == 0) {
                return null;
            }
            List<Integer> lengths = new ArrayList<>();
            long count = 1;
            for (Object size : sizes) {
                if (!(size instanceof Integer length) || length < 0) {
                    return null;
                }
                lengths.add(length);
                count = Math.min(count * length, Integer.MAX_VALUE);
            }
            String module =
                    callable.module().startsWith("numpy._core") ? "numpy._core.multiarray" : "numpy.core.multiarray";
            return count * dtype.size() == data.length
                    ? new Array(module, new PyGlobal("numpy", "ndarray"), lengths, dtype.object(), dtype, data)
                    : null;
        }

        List<@Nullable Object> items() {
            int count = shape.get(0);
            int size = count == 0 ? 0 : data.length / count;
            List<@Nullable Object> items = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                items.add(item(Arrays.copyOfRange(data, i * size, (i + 1) * size)));
            }
            return items;
        }

        /** A scalar, or a row, as numpy pickles it. */
        private PyObject item(byte[] bytes) {
            if (shape.size() == 1) {
                return PyObject.call(module, "scalar", pickledDtype, bytes);
            }
            PyObject row = PyObject.call(module, "_reconstruct", array, PyTuple.of(0), new byte[] {'b'});
            PyTuple rest = PyTuple.copyOf(shape.subList(1, shape.size()));
            row.addState(PyTuple.of(1, rest, pickledDtype, false, bytes));
            return row;
        }
    }
}
