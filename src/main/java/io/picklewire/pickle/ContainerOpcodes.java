package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import io.picklewire.python.PyDict;
import io.picklewire.python.PyObject;
import io.picklewire.python.PySet;
import io.picklewire.python.PyTuple;
import io.picklewire.python.TypeName;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tuples, lists, dicts and sets as a pickle builds them. Not thread-safe. */
final class ContainerOpcodes {
    private final OpcodeCursor cursor;
    private final LoaderStack stack;

    ContainerOpcodes(OpcodeCursor cursor, LoaderStack stack) {
        this.cursor = cursor;
        this.stack = stack;
    }

    /** Carries out the current opcode, if it is about a container. */
    boolean step() {
        switch (cursor.opcode) {
            case EMPTY_TUPLE -> stack.push(PyTuple.EMPTY);
            case TUPLE1 -> stack.push(PyTuple.of(stack.pop(1)));
            case TUPLE2 -> stack.push(PyTuple.of(stack.pop(2)));
            case TUPLE3 -> stack.push(PyTuple.of(stack.pop(3)));
            case TUPLE -> stack.push(PyTuple.of(stack.popToMark()));
            case EMPTY_LIST -> stack.push(new ArrayList<@Nullable Object>());
            case LIST -> stack.push(listOf(stack.popToMark()));
            case EMPTY_DICT -> stack.push(new PyDict());
            case DICT -> {
                @Nullable Object[] items = stack.popToMark();
                stack.push(new PyDict());
                setItems(items);
            }
            case EMPTY_SET -> stack.push(PySet.set());
            case FROZENSET -> stack.push(PySet.frozen(listOf(stack.popToMark())));
            case APPEND -> append(stack.pop(1));
            case APPENDS -> append(stack.popToMark());
            case SETITEM -> setItems(stack.pop(2));
            case SETITEMS -> setItems(stack.popToMark());
            case ADDITEMS -> add(stack.popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private static List<@Nullable Object> listOf(@Nullable Object[] items) {
        List<@Nullable Object> list = new ArrayList<>(items.length);
        Collections.addAll(list, items);
        return list;
    }

    private void append(@Nullable Object[] items) {
        Object target = stack.top();
        if (target instanceof PyObject object) {
            object.items().addAll(Arrays.asList(items));
        } else if (target instanceof ArrayList<?>) {
            @SuppressWarnings("unchecked") // every list on the stack was made here
            List<@Nullable Object> list = (List<@Nullable Object>) target;
            list.addAll(Arrays.asList(items));
        } else {
            throw cursor.failure("cannot append to a " + TypeName.of(target));
        }
    }

    private void setItems(@Nullable Object[] items) {
        if (items.length % 2 != 0) {
            throw cursor.failure("a key has no value: " + items.length + " values between MARK and SETITEMS");
        }
        Object target = stack.top();
        for (int i = 0; i < items.length; i += 2) {
            if (target instanceof PyDict dict) {
                dict.put(items[i], items[i + 1]);
            } else if (target instanceof PyObject object) {
                object.entries().add(new SimpleEntry<>(items[i], items[i + 1]));
            } else {
                throw cursor.failure("cannot set items of a " + TypeName.of(target));
            }
        }
    }

    private void add(@Nullable Object[] items) {
        Object target = stack.top();
        if (target instanceof PySet set && !set.isFrozen()) {
            set.addAll(Arrays.asList(items));
        } else if (target instanceof PyObject object) {
            object.additions().addAll(Arrays.asList(items));
        } else {
            throw cursor.failure("cannot add to a " + TypeName.of(target));
        }
    }
}
