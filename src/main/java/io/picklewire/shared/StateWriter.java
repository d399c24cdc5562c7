package io.picklewire.shared;

import io.picklewire.pickle.PickledValue;
import io.picklewire.process.ProcessId;
import io.picklewire.python.Sealed;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private interface Writing {
        void run() throws IOException;
    }

    private StateWriter write(Writing writing) {
        try {
            writing.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Small ones take fewer bytes: seven bits a byte, the lowest first; the sign is the lowest of all. */
    StateWriter number(long value) {
        return write(() -> {
            long rest = (value << 1) ^ (value >> 63);
            while ((rest & ~0x7F) != 0) {
                out.writeByte((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            out.writeByte((int) rest);
        });
    }

    StateWriter flag(boolean value) {
        return write(() -> out.writeBoolean(value));
    }

    StateWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    StateWriter bytes(byte[] value) {
        number(value.length);
        return write(() -> out.write(value));
    }

    /** A value that an object keeps: sealed, or a Python value. */
    StateWriter value(@Nullable Object value) {
        return write(() -> {
            out.writeBoolean(value instanceof Sealed);
            PickledValue pickled =
                    value instanceof PickledValue given ? given : PickledValue.ofState(Sealed.open(value));
            pickled.writeTo(out);
        });
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
        return number(client.number()).text(client.name()).text(client.label());
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
        return bytes.toByteArray();
    }
}
