package io.picklewire.pickle;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.razorvine.pickle.PickleException;

/**
 * The bytes of a pickle as they are written; it grows. Long runs of bytes that do not change are kept where they are,
 * not copied. Not thread-safe.
 */
final class PickleBuffer extends OutputStream {
    private static final int LARGEST = Integer.MAX_VALUE - 8;
    /** From this length on, bytes are worth a part of their own. */
    static final int WORTH_A_PART = 32 * 1024;

    /** What comes before {@link #bytes}: whole parts. */
    private List<ByteBuffer> parts = List.of();

    private byte[] bytes;
    private int size;
    private long sizeOfParts;

    PickleBuffer(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    @Override
    public void write(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int from, int length) {
        reserve(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    /** Writes bytes that will not change any more. */
    void splice(byte[] source, int from, int length) {
        if (length < WORTH_A_PART) {
            write(source, from, length);
            return;
        }
        endPart();
        add(ByteBuffer.wrap(source, from, length));
    }

    /** The {@code width} low bytes of {@code value}, least significant first. */
    void littleEndian(long value, int width) {
        reserve(width);
        for (int i = 0; i < width; i++) {
            bytes[size++] = (byte) (value >> (8 * i));
        }
    }

    void ascii(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.US_ASCII);
        write(encoded, 0, encoded.length);
    }

    /** What was written, in parts one after the other; nothing is to be written any more. */
    ByteBuffer[] toParts() {
        if (parts.isEmpty()) {
            return new ByteBuffer[] {ByteBuffer.wrap(bytes, 0, size)};
        }
        endPart();
        return parts.toArray(new ByteBuffer[0]);
    }

    /** What was written, as one array. */
    byte[] toByteArray() {
        if (parts.isEmpty()) {
            return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        }
        byte[] whole = new byte[(int) sizeOfParts + size];
        int at = 0;
        for (ByteBuffer part : parts) {
            part.get(part.position(), whole, at, part.remaining());
            at += part.remaining();
        }
        System.arraycopy(bytes, 0, whole, at, size);
        return whole;
    }

    private void endPart() {
        if (size > 0) {
            add(ByteBuffer.wrap(bytes, 0, size));
            bytes = new byte[64];
            size = 0;
        }
    }

    private void add(ByteBuffer part) {
        if (parts.isEmpty()) {
            parts = new ArrayList<>();
        }
        parts.add(part);
        sizeOfParts += part.remaining();
        reserve(0);
    }

    private void reserve(int length) {
        long needed = sizeOfParts + size + length;
        if (needed > LARGEST) {
            throw new PickleException("a pickle of " + needed + " bytes exceeds the limit of " + LARGEST);
        }
        if (size + length > bytes.length) {
            long grown = Math.min(LARGEST, Math.max(size + length, bytes.length * 2L));
            bytes = Arrays.copyOf(bytes, (int) grown);
        }
    }
}
