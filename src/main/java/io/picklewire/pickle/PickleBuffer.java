package io.picklewire.pickle;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.razorvine.pickle.PickleException;

/** The bytes of a pickle as they are written; it grows. Not thread-safe. */
final class PickleBuffer extends OutputStream {
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int size;

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

    byte[] toByteArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private void reserve(int length) {
        long needed = (long) size + length;
        if (needed > LARGEST) {
            throw new PickleException("a pickle of " + needed + " bytes exceeds the limit of " + LARGEST);
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(needed, bytes.length * 2L)));
        }
    }
}
