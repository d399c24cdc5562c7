package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import io.picklewire.python.PyObject;
import io.picklewire.python.PySet;
import io.picklewire.python.PyTuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle makes and drops again. Picklers do so for two reasons (CPython: {@code pickle.save_reduce},
 * {@code save_tuple}):
 *
 * <p>A call was made for what it does: the setter of an object's state, right after the object. It is kept with the
 * object, as one of its {@link PyObject#effects}.
 *
 * <p>Something that contains itself was made twice. The copy is dropped, and the first one taken from the memo just
 * after it. Nothing is lost with the copy, which would be written anew each time.
 *
 * <p>One instance a message; not thread-safe.
 */
final class SideEffects {
    private final LoaderStack stack;
    private final List<Object> dropped = new ArrayList<>(0);
    /**
     * How many more parts of dropped values may be looked at. A pickle can drop the same container any number of times.
     */
    private long steps;

    SideEffects(LoaderStack stack, int length) {
        this.stack = stack;
        this.steps = length;
    }

    /** POP and POP_MARK have dropped this; it matters only when a call made it. */
    void drop(@Nullable Object[] values) {
        for (Object value : values) {
            boolean isThere = stack.hasTop() && stack.top() == value;
            if (value != null && !isThere && holdsCall(value)) {
                dropped.add(value);
            }
        }
    }

    private boolean holdsCall(Object value) {
        if (!isContainer(value)) {
            return value instanceof PyObject;
        }
        Set<Object> seen = identities(List.of(value));
        Deque<Object> unseen = new ArrayDeque<>(seen);
        while (!unseen.isEmpty()) {
            for (Object part : parts(unseen.pop())) {
                if (part instanceof PyObject || --steps < 0) {
                    return true;
                }
                if (isContainer(part) && seen.add(part)) {
                    unseen.push(part);
                }
            }
        }
        return false;
    }

    private static boolean isContainer(@Nullable Object value) {
        return value instanceof Collection || value instanceof Map || value instanceof PyTuple;
    }

    private static Iterable<? extends @Nullable Object> parts(Object container) {
        if (container instanceof Map<?, ?> map) {
            List<@Nullable Object> parts = new ArrayList<>(map.keySet());
            parts.addAll(map.values());
            return parts;
        }
        return container instanceof PyTuple tuple ? tuple : (Collection<?>) container;
    }

    /** To be told of each opcode before it is carried out. */
    void before(int opcode) {
        if (!dropped.isEmpty() && !drops(opcode) && !gets(opcode) && stack.hasTop()) {
            keep();
        }
    }

    /** To be told of each opcode after it was carried out. */
    void after(int opcode) {
        if (dropped.isEmpty() || drops(opcode) || !stack.hasTop()) {
            return;
        }
        if (gets(opcode)) {
            Object got = stack.pop();
            removeCopies(got);
            if (stack.hasTop()) {
                keep();
                stack.push(got);
                return;
            }
            stack.push(got);
        }
        keep();
    }

    /** A piece cut out of a pickle may end with what is dropped. */
    void end() {
        if (!dropped.isEmpty() && stack.hasTop()) {
            keep();
        }
    }

    private static boolean drops(int opcode) {
        return opcode == POP || opcode == POP_MARK;
    }

    private static boolean gets(int opcode) {
        return opcode == GET || opcode == BINGET || opcode == LONG_BINGET;
    }

    /** With the value before it, or with the next one when there is none before in its group. */
    private void keep() {
        Object top = stack.top();
        dropped.removeIf(value -> value == top);
        if (!dropped.isEmpty()) {
            PyObject object = top instanceof PyObject same ? same : PyObject.around(top);
            object.effects().addAll(dropped);
            stack.replaceTop(object);
            dropped.clear();
        }
    }

    /** What was taken from the memo, {@code got}, had been made once more, or its parts had. */
    private void removeCopies(@Nullable Object got) {
        if (got instanceof PyTuple || got instanceof PySet) {
            Set<Object> parts = identities(parts(got));
            dropped.removeIf(parts::contains);
        }
        dropped.removeIf(value -> isCopy(value, got));
    }

    private static Set<Object> identities(Iterable<? extends @Nullable Object> values) {
        Set<Object> identities = Collections.newSetFromMap(new IdentityHashMap<>());
        values.forEach(identities::add);
        return identities;
    }

    private static boolean isCopy(Object value, @Nullable Object got) {
        return value instanceof PyObject copy && got instanceof PyObject object
                ? copy.construction() == object.construction() && Objects.equals(copy.callable(), object.callable())
                : got != null && got.getClass() == value.getClass();
    }
}
