package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import io.picklewire.python.PyExtension;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyObject.Construction;
import io.picklewire.python.PyTuple;
import io.picklewire.python.PythonNames;
import io.picklewire.python.TypeName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle names and how it builds objects: names stay names, objects stay the recipe they are, but for
 * Python's own value types and what the user registered. Not thread-safe.
 */
final class ObjectOpcodes {
    private final OpcodeCursor cursor;
    private final LoaderStack stack;
    private final Map<PyGlobal, IObjectConstructor> constructors;

    ObjectOpcodes(OpcodeCursor cursor, LoaderStack stack, Map<PyGlobal, IObjectConstructor> constructors) {
        this.cursor = cursor;
        this.stack = stack;
        this.constructors = constructors;
    }

    /** Carries out the current opcode, if it is about an object. */
    boolean step() {
        switch (cursor.opcode) {
            case GLOBAL -> stack.push(global());
            case STACK_GLOBAL -> stack.push(stackGlobal());
            case EXT1, EXT2, EXT4 -> stack.push(new PyExtension((int) cursor.number()));
            case REDUCE -> {
                @Nullable Object[] taken = stack.pop(2);
                stack.push(reduced(taken[0], arguments(taken[1])));
            }
            case NEWOBJ -> {
                @Nullable Object[] taken = stack.pop(2);
                stack.push(made(Construction.NEWOBJ, taken[0], arguments(taken[1])));
            }
            case NEWOBJ_EX -> {
                @Nullable Object[] taken = stack.pop(3);
                stack.push(new PyObject(Construction.NEWOBJ_EX, taken[0], arguments(taken[1]), taken[2]));
            }
            case INST -> stack.push(instance(global(), stack.popToMark()));
            case OBJ -> stack.push(oldStyle(stack.popToMark()));
            case BUILD -> build(stack.pop());
            case PERSID, BINPERSID -> throw cursor.failure("a persistent id means nothing in a message");
            case NEXT_BUFFER, READONLY_BUFFER -> throw cursor.failure("a message has no out-of-band buffers");
            default -> {
                return false;
            }
        }
        return true;
    }

    private PyGlobal global() {
        return PythonNames.common(text(cursor.from, cursor.firstLineEnd()), text(cursor.firstLineEnd() + 1, cursor.to));
    }

    private String text(int from, int to) {
        return new String(cursor.data(), from, to - from, StandardCharsets.UTF_8);
    }

    private PyGlobal stackGlobal() {
        @Nullable Object[] names = stack.pop(2);
        if (names[0] instanceof String module && names[1] instanceof String name) {
            return PythonNames.common(module, name);
        }
        throw cursor.failure(
                "STACK_GLOBAL requires str, found " + TypeName.of(names[0]) + " and " + TypeName.of(names[1]));
    }

    private PyTuple arguments(@Nullable Object args) {
        if (args instanceof PyTuple tuple) {
            return tuple;
        }
        throw cursor.failure("the arguments of an object must be a tuple, not " + TypeName.of(args));
    }

    private @Nullable Object reduced(@Nullable Object callable, PyTuple args) {
        Object known = callable instanceof PyGlobal global && !constructors.containsKey(global)
                ? KnownCallables.call(global, args)
                : null;
        return known != null ? known : made(Construction.REDUCE, callable, args);
    }

    /** What the user's constructor for the class makes, or else the recipe. */
    private @Nullable Object made(Construction construction, @Nullable Object callable, PyTuple args) {
        IObjectConstructor constructor = callable instanceof PyGlobal global ? constructors.get(global) : null;
        return constructor != null
                ? constructor.construct(args.asList().toArray())
                : new PyObject(construction, callable, args, null);
    }

    private @Nullable Object oldStyle(@Nullable Object[] taken) {
        if (taken.length == 0) {
            throw cursor.failure("OBJ without a class");
        }
        return instance(taken[0], Arrays.copyOfRange(taken, 1, taken.length));
    }

    private @Nullable Object instance(@Nullable Object callable, @Nullable Object[] args) {
        return made(Construction.INSTANCE, callable, PyTuple.of(args));
    }

    private void build(@Nullable Object state) {
        if (stack.top() instanceof PyObject object) {
            object.addState(state);
        } else if (!ConstructedState.set(stack.top(), state)) {
            throw cursor.failure("cannot set the state of a " + TypeName.of(stack.top()));
        }
    }
}
