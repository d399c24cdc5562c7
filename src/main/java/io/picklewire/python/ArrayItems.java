package io.picklewire.python;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of an {@code array.array}: a list up to protocol 2, else bytes with a code for their format; from
 * {@code multiprocessing} bytes as the sender's machine has them, which is taken to be little-endian. Any thread.
 * Source: CPython's {@code array.__reduce_ex__}, {@code array._array_reconstructor} and
 * {@code multiprocessing.managers.reduce_array}.
 */
public final class ArrayItems {
    /** The format codes from 0 on: kind and bytes an item; big-endian is the odd code of a pair. */
    enum Format {
        UNSIGNED_8(1),
        SIGNED_8(1),
        UNSIGNED_16(2),
        SIGNED_16(2),
        UNSIGNED_32(4),
        SIGNED_32(4),
        UNSIGNED_64(8),
        SIGNED_64(8),
        FLOAT(4),
        DOUBLE(8),
        UTF_16(2),
        UTF_32(4);

        private final int size;

        Format(int size) {
            this.size = size;
        }

        /** Of an item, in bytes. */
        int size() {
            return size;
        }

        /** The two single bytes have no order, so one code each. */
        static Format of(int code) {
            return values()[code < 2 ? code : code / 2 + 1];
        }

        Object read(ByteBuffer buffer) {
            return switch (this) {
                case UNSIGNED_8 -> buffer.get() & 0xff;
                case SIGNED_8 -> (int) buffer.get();
                case UNSIGNED_16 -> (int) buffer.getChar();
                case SIGNED_16 -> (int) buffer.getShort();
                case UNSIGNED_32 -> Index.smallest(BigInteger.valueOf(buffer.getInt() & 0xffffffffL));
                case SIGNED_32 -> buffer.getInt();
                case UNSIGNED_64 -> Index.smallest(new BigInteger(Long.toUnsignedString(buffer.getLong())));
                case SIGNED_64 -> Index.smallest(BigInteger.valueOf(buffer.getLong()));
                case FLOAT -> (double) buffer.getFloat();
                case DOUBLE -> buffer.getDouble();
                case UTF_16 -> String.valueOf(buffer.getChar());
                case UTF_32 -> character(buffer.getInt());
            };
        }

        private static Object character(int code) {
            if (!Character.isValidCodePoint(code)) {
                throw PyException.valueError(
                        "character U+" + Integer.toHexString(code) + " is not in range [U+0000; U+10ffff]");
            }
            return PyText.of(new int[] {code});
        }
    }

    private static final int LAST_CODE = 21;

    /** C's long is short on Windows. The sender's machine is taken to be such as this one. */
    private static final boolean SHORT_LONG = System.getProperty("os.name", "").startsWith("Windows");

    /** The formats of the typecodes. */
    private static final Map<String, Integer> CODES = Map.ofEntries(
            Map.entry("B", 0),
            Map.entry("b", 1),
            Map.entry("H", 2),
            Map.entry("h", 4),
            Map.entry("I", 6),
            Map.entry("i", 8),
            Map.entry("L", SHORT_LONG ? 6 : 10),
            Map.entry("l", SHORT_LONG ? 8 : 12),
            Map.entry("Q", 10),
            Map.entry("q", 12),
            Map.entry("f", 14),
            Map.entry("d", 16));

    private ArrayItems() {}

    /** The typecode of an array, or null when the object is none. */
    public static @Nullable String typecode(PyObject object) {
        List<@Nullable Object> args = StandardReprs.arguments(object);
        if (object.calls("array", "array") && args.size() == 2) {
            return String.valueOf(args.get(0));
        }
        return object.calls("array", "_array_reconstructor") && args.size() == 4 ? String.valueOf(args.get(1)) : null;
    }

    /** Its items, or null when the object is no array, or one of another machine's making. */
    public static @Nullable List<?> of(PyObject object) {
        Packed packed = Packed.of(object);
        if (packed != null) {
            return unpack(packed);
        }
        List<@Nullable Object> args = StandardReprs.arguments(object);
        return object.calls("array", "array") && args.size() == 2 && args.get(1) instanceof List<?> items
                ? items
                : null;
    }

    private static @Nullable List<Object> unpack(Packed packed) {
        if (!packed.isWhole()) {
            return null;
        }
        ByteBuffer buffer = packed.bytes;
        List<Object> items = new ArrayList<>(buffer.remaining() / packed.format.size);
        while (buffer.hasRemaining()) {
            items.add(packed.format.read(buffer));
        }
        return items;
    }

    /** The items as bytes, of their own order, and their format. */
    record Packed(ByteBuffer bytes, Format format) {
        /** Those of an array, or null when the object is none, or holds its items otherwise. */
        static @Nullable Packed of(PyObject object) {
            if (!(object.args() instanceof PyTuple args)) {
                return null;
            }
            Object code = null;
            byte[] bytes = null;
            if (object.calls("array", "array") && args.size() == 2) {
                code = CODES.get(String.valueOf(args.get(0)));
                bytes = ByteSequences.of(args.get(1));
            } else if (object.calls("array", "_array_reconstructor") && args.size() == 4) {
                code = args.get(2);
                bytes = ByteSequences.of(args.get(3));
            }
            return bytes != null && code instanceof Integer known && known >= 0 && known <= LAST_CODE
                    ? new Packed(ByteBuffer.wrap(bytes).order(order(known)), Format.of(known))
                    : null;
        }

        /** Whether no item is cut off. */
        boolean isWhole() {
            return bytes.remaining() % format.size == 0;
        }

        private static ByteOrder order(int code) {
            return code % 2 == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        }
    }
}
