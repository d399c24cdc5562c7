package io.picklewire.memory;

import io.picklewire.conversion.PythonForm;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A list of numbers, booleans, texts, bytes and nulls in a block of shared memory, of a length that does not change:
 * {@code multiprocessing.shared_memory.ShareableList}. An item may be set to another one that has room where it stands; of a text that
 * is the next multiple of 8 bytes above its first length.
 *
 * <pre>
 * +------------+-------------------------+----------------+-----------------------+-------------------+
 * |  count: 8  |  count + 1 offsets: 8   |  items         |  count formats: 8     |  count codes: 1   |
 * +------------+-------------------------+----------------+-----------------------+-------------------+
 *  Python 3.8 has sizes, count of them, in place of the offsets; what is read here may be either
 * </pre>
 *
 * <p>As in Python, what another process sets meanwhile may be seen half; texts and bytes lose zeros at their end. Any thread.
 */
public final class ShareableList extends AbstractList<@Nullable Object>
        implements RandomAccess, AutoCloseable, PythonForm {
    private static final int WORD = 8;
    private static final String INT = "q";
    private static final String FLOAT = "d";
    private static final String BOOL = "xxxxxxx?";
    private static final String NONE = "xxxxxx?x";
    private static final byte PLAIN = 0;
    private static final byte TEXT = 1;
    private static final byte BYTES = 2;
    private static final byte NULL = 3;

    private final SharedMemory block;
    private final ByteBuffer bytes;
    private final int count;
    /** Where each item starts, and where the last one ends, from the start of the items. */
    private final int[] offsets;

    private final int items;

    private ShareableList(SharedMemory block, int count, int[] offsets, int items) throws IOException {
        this.block = block;
        this.bytes = block.buffer().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.count = count;
        this.offsets = offsets;
        this.items = items;
    }

    /**
     * A new list, in a new block.
     *
     * @param values Boolean, Byte, Short, Integer, Long, Float, Double, String, {@code byte[]} and null
     * @throws IllegalArgumentException for a value of another type
     * @throws IOException when there is no room for it
     */
    public static ShareableList create(List<? extends @Nullable Object> values) throws IOException {
        int count = values.size();
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            offsets[i + 1] = Math.addExact(offsets[i], room(values.get(i)));
        }
        int items = (count + 2) * WORD;
        long size = (long) items + offsets[count] + (long) count * (WORD + 1);
        ShareableList list = new ShareableList(SharedMemory.create(size), count, offsets, items);
        list.bytes.putLong(0, count);
        for (int i = 0; i <= count; i++) {
            list.bytes.putLong((i + 1) * WORD, offsets[i]);
        }
        for (int i = 0; i < count; i++) {
            list.put(i, values.get(i), formatOf(values.get(i), room(values.get(i))));
        }
        return list;
    }

    /**
     * The list in a block.
     *
     * @throws java.io.FileNotFoundException when there is no such block
     * @throws IOException when the block holds no list
     */
    public static ShareableList open(String name) throws IOException {
        SharedMemory block = SharedMemory.open(name);
        ByteBuffer bytes = block.buffer().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long count = bytes.capacity() < WORD ? -1 : bytes.getLong(0);
        if (count < 0 || count > bytes.capacity() / WORD) {
            throw noList(block);
        }
        boolean hasOffsets = count == 0 || bytes.getLong(WORD) == 0;
        int[] offsets = new int[(int) count + 1];
        for (int i = 0; i < count; i++) {
            long next = hasOffsets ? bytes.getLong((i + 2) * WORD) : offsets[i] + bytes.getLong((i + 1) * WORD);
            if (next < offsets[i] || next > bytes.capacity()) {
                throw noList(block);
            }
            offsets[i + 1] = (int) next;
        }
        int items = ((int) count + (hasOffsets ? 2 : 1)) * WORD;
        if ((long) items + offsets[(int) count] + count * (WORD + 1) > bytes.capacity()) {
            throw noList(block);
        }
        return new ShareableList(block, (int) count, offsets, items);
    }

    private static IOException noList(SharedMemory block) throws IOException {
        block.close();
        return new IOException("the block '" + block.name() + "' holds no ShareableList");
    }

    private static int room(@Nullable Object value) {
        // Python counts a text's characters, and refuses then what does not fit; here its bytes are counted.
        int size = value instanceof String text
                ? text.getBytes(StandardCharsets.UTF_8).length
                : value instanceof byte[] given ? given.length : 0;
        return value instanceof String || value instanceof byte[] ? (size / WORD + 1) * WORD : WORD;
    }

    private static String formatOf(@Nullable Object value, int room) {
        if (value == null) {
            return NONE;
        }
        if (value instanceof Boolean) {
            return BOOL;
        }
        if (value instanceof Double || value instanceof Float) {
            return FLOAT;
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return INT;
        }
        if (value instanceof String || value instanceof byte[]) {
            return room + "s";
        }
        throw new IllegalArgumentException(
                "a ShareableList cannot hold a " + value.getClass().getName()
                        + "; it holds whole numbers of up to 64 bits, Doubles, Booleans, Strings, byte[] and null");
    }

    /** The block that it is in. */
    public SharedMemory block() {
        return block;
    }

    @Override
    public int size() {
        return count;
    }

    /** A Long, Double, Boolean, String, {@code byte[]} or null. */
    @Override
    public @Nullable Object get(int index) {
        int at = items + offsets[checked(index)];
        String format = format(index);
        return switch (format) {
            case INT -> bytes.getLong(at);
            case FLOAT -> bytes.getDouble(at);
            case BOOL -> bytes.get(at + WORD - 1) != 0;
            case NONE -> null;
            default -> text(index, at, format);
        };
    }

    private Object text(int index, int at, String format) {
        int room = offsets[index + 1] - offsets[index];
        byte[] raw = new byte[format.endsWith("s") ? Math.min(room, number(format)) : 0];
        bytes.get(at, raw);
        int end = raw.length;
        while (end > 0 && raw[end - 1] == 0) {
            end--;
        }
        byte[] value = Arrays.copyOf(raw, end);
        return bytes.get(codes() + index) == BYTES ? value : new String(value, StandardCharsets.UTF_8);
    }

    private static int number(String format) {
        try {
            return Integer.parseInt(format.substring(0, format.length() - 1));
        } catch (NumberFormatException e) {
            throw new IllegalStateException("an item has the format '" + format + "', which no ShareableList has", e);
        }
    }

    /**
     * Sets an item.
     *
     * @throws IllegalArgumentException when it is longer than its place has room for, or of a type that the list cannot hold
     */
    @Override
    public @Nullable Object set(int index, @Nullable Object value) {
        Object before = get(index);
        int room = offsets[index + 1] - offsets[index];
        String current = format(index);
        String format = formatOf(value, room);
        put(index, value, format.endsWith("s") && current.endsWith("s") ? current : format);
        return before;
    }

    private void put(int index, @Nullable Object value, String format) {
        int at = items + offsets[index];
        byte code = PLAIN;
        if (value instanceof String || value instanceof byte[]) {
            int room = offsets[index + 1] - offsets[index];
            byte[] raw = value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
            if (raw.length > room) {
                throw new IllegalArgumentException(
                        "an item of " + raw.length + " bytes; its place in the list has room for " + room);
            }
            bytes.put(at, Arrays.copyOf(raw, Math.min(room, number(format))));
            code = value instanceof String ? TEXT : BYTES;
        } else if (value instanceof Double || value instanceof Float) {
            bytes.putDouble(at, ((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            bytes.putLong(at, number.longValue());
        } else {
            bytes.putLong(at, value instanceof Boolean flag && flag ? 1L << (Long.SIZE - Byte.SIZE) : 0);
            code = value == null ? NULL : PLAIN;
        }
        bytes.put(formats() + index * WORD, Arrays.copyOf(format.getBytes(StandardCharsets.US_ASCII), WORD));
        bytes.put(codes() + index, code);
    }

    private int checked(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("index " + index + " of a list of " + count);
        }
        return index;
    }

    private String format(int index) {
        byte[] raw = new byte[WORD];
        bytes.get(formats() + checked(index) * WORD, raw);
        return new String(raw, StandardCharsets.US_ASCII).replace("\0", "");
    }

    private int formats() {
        return items + offsets[count];
    }

    private int codes() {
        return formats() + count * WORD;
    }

    /** As CPython pickles one. */
    @Override
    public Object toPython() {
        PyGlobal type = new PyGlobal("multiprocessing.shared_memory", "ShareableList");
        PyObject partial = PyObject.call("functools", "partial", type);
        partial.addState(PyTuple.of(type, PyTuple.EMPTY, Map.of("name", block.name()), null));
        return new PyObject(PyObject.Construction.REDUCE, partial, PyTuple.EMPTY, null);
    }

    /** Closes the block; it is there until it is unlinked. */
    @Override
    public void close() throws IOException {
        block.close();
    }

    /** The items as a list of Java's own. */
    public List<@Nullable Object> copy() {
        return new ArrayList<>(this);
    }
}
