package io.picklewire.shared;

import io.picklewire.pickle.PickledValue;
import io.picklewire.pickle.Reader;
import io.picklewire.process.ProcessId;
import io.picklewire.python.Sealed;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StateWriter} wrote. Not thread-safe. */
final class StateReader {
    private final DataInputStream in;

    StateReader(byte[] state) {
        in = new DataInputStream(new ByteArrayInputStream(state));
    }

    private interface Reading<T extends @Nullable Object> {
        T run() throws IOException;
    }

    private static <T extends @Nullable Object> T read(Reading<T> reading) {
        try {
            return reading.run();
        } catch (EOFException e) {
            throw new UncheckedIOException("the state ends before its end", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long number() {
        return read(() -> {
            long value = 0;
            int shift = 0;
            int next;
            do {
                next = in.readUnsignedByte();
                value |= (long) (next & 0x7F) << shift;
                shift += 7;
            } while (next > 0x7F && shift < Long.SIZE);
            return (value >>> 1) ^ -(value & 1);
        });
    }

    boolean isAtEnd() {
        return read(() -> in.available() == 0);
    }

    boolean flag() {
        return read(in::readBoolean);
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        return read(() -> {
            int length = (int) number();
            byte[] bytes = in.readNBytes(length);
            if (bytes.length != length) {
                throw new EOFException();
            }
            return bytes;
        });
    }

    /** All that is left. */
    byte[] rest() {
        return read(in::readAllBytes);
    }

    /** The value as it was kept: sealed, or opened. */
    @Nullable
    Object value() {
        boolean isSealed = flag();
        PickledValue pickled = read(() -> PickledValue.readFrom(in));
        return isSealed ? pickled : pickled.open();
    }

    /** A value that was sealed. */
    Sealed sealed() {
        return (Sealed) Objects.requireNonNull(value(), "a value that was sealed");
    }

    /** Values by their names, in order. */
    Map<String, @Nullable Object> named() {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        each(() -> named.put(text(), value()));
        return named;
    }

    ClientId client() {
        long number = number();
        return flag() ? new ClientId(number, text(), text()) : ClientId.earlier(number);
    }

    /** A waiter, which its object has to keep. */
    Waiter waiter() {
        ClientId client = client();
        long ticket = number();
        String ident = text();
        Reader reader = Reader.ofPickle((int) number());
        return new Waiter(client, ticket, ident, reader, number());
    }

    @Nullable
    ProcessId process() {
        return flag() ? new ProcessId(number(), number()) : null;
    }

    /** What {@link StateWriter#optional} wrote. */
    <T> @Nullable T optional(Supplier<T> item) {
        return flag() ? item.get() : null;
    }

    /** As many as there are. */
    <T extends @Nullable Object> List<T> each(Supplier<T> item) {
        long count = number();
        List<T> items = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            items.add(item.get());
        }
        return items;
    }
}
