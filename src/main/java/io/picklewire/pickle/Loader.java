package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Unpickler;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pickle of protocol 0 to 5 into Python values, without executing or importing anything it names.
 *
 * <p>An object of a class nobody registered becomes a {@link PyObject}, which the {@link Dumper} writes as it
 * was. Every failure is a {@link PickleException}; nothing is allocated because a pickle says so; nesting of
 * any depth is read without recursion. Pyrolite's engine is replaced and its static registries are neither
 * read nor written: constructors belong to the instance.
 *
 * <p>Not thread-safe; messages may follow one another. Source: CPython's {@code pickle._Unpickler}.
 */
public final class Loader extends Unpickler {
    private final Map<PyGlobal, IObjectConstructor> constructors = new HashMap<>();
    private boolean hasObjects;

    /** Builds instances of {@code module.name} with {@code constructor}, in this loader only. */
    public Loader construct(String module, String name, IObjectConstructor constructor) {
        constructors.put(new PyGlobal(module, name), constructor);
        return this;
    }

    @Override
    public @Nullable Object loads(byte[] pickle) {
        OpcodeCursor cursor = new OpcodeCursor(pickle, 0, pickle.length);
        Object value = load(cursor);
        if (cursor.opcode != STOP) {
            throw cursor.failure("the pickle has no STOP");
        }
        return value;
    }

    @Override
    public @Nullable Object load(InputStream stream) throws IOException {
        return loads(stream.readAllBytes());
    }

    /** Whether there may be a {@link PyObject} in what was read last. */
    public boolean hasObjects() {
        return hasObjects;
    }

    /** Reads a piece of a pickle that leaves one value on the stack. */
    @Nullable
    Object loadPiece(byte[] data, int from, int to) {
        return load(new OpcodeCursor(data, from, to));
    }

    private @Nullable Object load(OpcodeCursor cursor) {
        hasObjects = false;
        LoaderStack stack = new LoaderStack(cursor);
        LoaderMemo memo = new LoaderMemo();
        SideEffects effects = new SideEffects(stack, cursor.data().length);
        ContainerOpcodes containers = new ContainerOpcodes(cursor, stack);
        ObjectOpcodes objects = new ObjectOpcodes(cursor, stack, constructors);
        ScalarOpcodes scalars = new ScalarOpcodes(cursor);
        try {
            do {
                cursor.next();
                effects.before(cursor.opcode);
                if (!control(cursor, stack, memo, effects) && !containers.step()) {
                    if (objects.step()) {
                        hasObjects |= stack.top() instanceof PyObject;
                    } else {
                        stack.push(scalars.read());
                    }
                }
                effects.after(cursor.opcode);
            } while (cursor.opcode != STOP && cursor.hasNext());
            effects.end();
            return stack.result();
        } catch (PyException e) {
            throw new PickleException(
                    cursor.failure(String.valueOf(e.getMessage())).getMessage(), e);
        }
    }

    private static boolean control(OpcodeCursor cursor, LoaderStack stack, LoaderMemo memo, SideEffects effects) {
        switch (cursor.opcode) {
            case PROTO -> requireKnown(cursor);
            case FRAME, STOP -> {}
            case MARK -> stack.mark();
            case POP -> effects.drop(stack.discard());
            case POP_MARK -> effects.drop(stack.popToMark());
            case DUP -> stack.push(stack.top());
            case MEMOIZE -> memo.add(stack.top());
            case PUT, BINPUT, LONG_BINPUT -> memo.put(cursor.memoIndex(), stack.top());
            case GET, BINGET, LONG_BINGET -> stack.push(memo.get(cursor.memoIndex(), cursor));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Refuses a pickle of a protocol that no Python has yet. */
    static void requireKnown(OpcodeCursor cursor) {
        if (cursor.number() > Dumper.HIGHEST) {
            throw cursor.failure(
                    "unsupported pickle protocol: " + cursor.number() + ", the highest is " + Dumper.HIGHEST);
        }
    }
}
