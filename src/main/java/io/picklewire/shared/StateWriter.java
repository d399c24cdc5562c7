package io.picklewire.shared;

import io.picklewire.pickle.PickledValue;
import io.picklewire.process.ProcessId;
import io.picklewire.python.Sealed;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the state of objects, and events: the same state is the same bytes. {@link StateReader} reads them, in the same
 * order. Not thread-safe. What it can do is for this package alone.
 */
public final class StateWriter {
    private static final int FIRST_BYTES = 256;

    private final boolean namesClients;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;
    /** For what others write. */
    private final DataOutputStream out = new DataOutputStream(new OutputStream() {
        @Override
        public void write(int next) {
            add((byte) next);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            add(from, offset, length);
        }
    });

    StateWriter() {
        this(true);
    }

    /** @param namesClients whether clients are written with their names; else with their numbers, which tell them apart */
    StateWriter(boolean namesClients) {
        this.namesClients = namesClients;
    }

    private void add(byte next) {
        makeRoom(1);
        bytes[size++] = next;
    }

    private void add(byte[] from, int offset, int length) {
        makeRoom(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    private void makeRoom(int more) {
        if (more > bytes.length - size) {
            int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), doubled));
        }
    }

    /** Small ones take fewer bytes: seven bits a byte, the lowest first; the sign is the lowest of all. */
    StateWriter number(long value) {
        length((value << 1) ^ (value >> 63));
        return this;
    }

    private void length(long value) {
        long rest = value;
        while ((rest & ~0x7F) != 0) {
            add((byte) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        add((byte) rest);
    }

    StateWriter flag(boolean value) {
        add((byte) (value ? 1 : 0));
        return this;
    }

    StateWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    StateWriter bytes(byte[] value) {
        number(value.length);
        add(value, 0, value.length);
        return this;
    }

    /** A value that an object keeps: sealed, or a Python value. */
    StateWriter value(@Nullable Object value) {
        flag(value instanceof Sealed);
        PickledValue pickled = value instanceof PickledValue given ? given : PickledValue.ofState(Sealed.open(value));
        try {
            pickled.writeTo(out);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The arguments of a call, with what their proxies' objects contained. */
    StateWriter arguments(List<Sealed> args, Map<String, Sealed> kwargs, Contents contents) {
        each(args, this::value);
        each(kwargs.entrySet(), each -> text(each.getKey()).value(each.getValue()));
        return each(new TreeMap<>(contents.byIdent()).entrySet(), each -> {
            text(each.getKey());
            each.getValue().saveWhole(this);
        });
    }

    StateWriter client(ClientId client) {
        number(client.number()).flag(namesClients);
        return namesClients ? text(client.name()).text(client.label()) : this;
    }

    StateWriter waiter(Waiter waiter) {
        return client(waiter.client())
                .number(waiter.ticket())
                .text(waiter.ident())
                .number(waiter.reader().protocol())
                .number(waiter.deadline());
    }

    StateWriter process(@Nullable ProcessId process) {
        flag(process != null);
        return process == null ? this : number(process.pid()).number(process.startTicks());
    }

    /** Whether there is one, and that. */
    <T> StateWriter optional(@Nullable T value, Consumer<T> item) {
        flag(value != null);
        if (value != null) {
            item.accept(value);
        }
        return this;
    }

    /** How many there are, and each. */
    <T extends @Nullable Object> StateWriter each(Collection<T> items, Consumer<T> item) {
        number(items.size());
        items.forEach(item);
        return this;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
