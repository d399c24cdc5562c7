package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.python.TypeName;
import java.util.ArrayList;
import java.util.List;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * Writes objects of classes unknown here by the recipe they came with: the object, then its items, entries,
 * additions, state and effects, in CPython's order ({@code save_reduce}). Not thread-safe.
 */
final class ObjectWriter {
    private static final PyGlobal NEW = new PyGlobal("copyreg", "__newobj__");

    private final Dumper dumper;
    private final ContainerWriter containers;

    ObjectWriter(Dumper dumper) {
        this.dumper = dumper;
        this.containers = new ContainerWriter(dumper);
    }

    void reduce(Object value, @Nullable Object callable, @Nullable Object args) {
        dumper.then(
                () -> dumper.emit(callable),
                () -> dumper.emit(args),
                () -> op(REDUCE),
                () -> dumper.memoizeOnce(value));
    }

    void object(PyObject object) {
        List<Runnable> steps = new ArrayList<>();
        steps.add(() -> dumper.beginArguments(object));
        steps.addAll(construction(object));
        steps.add(() -> dumper.endArguments(object));
        steps.add(() -> dumper.memoizeOnce(object));
        steps.add(() -> dumper.fill(object, content(object)));
        dumper.then(steps.toArray(new Runnable[0]));
    }

    private Runnable[] content(PyObject object) {
        List<Runnable> steps = new ArrayList<>();
        if (!object.items().isEmpty()) {
            steps.add(containers.appending(object.items().iterator()));
        }
        if (!object.entries().isEmpty()) {
            steps.add(containers.setting(object.entries().iterator()));
        }
        if (!object.additions().isEmpty()) {
            steps.add(containers.adding(object.additions().iterator()));
        }
        for (Object state : object.states()) {
            steps.add(() -> dumper.emit(state));
            steps.add(() -> op(BUILD));
        }
        for (Object effect : object.effects()) {
            steps.add(() -> dumper.emit(effect));
            steps.add(() -> op(POP));
        }
        return steps.toArray(new Runnable[0]);
    }

    private List<Runnable> construction(PyObject object) {
        boolean newStyle = dumper.protocol() >= 2;
        return switch (object.construction()) {
            case REDUCE -> callAnd(object.callable(), object.args(), REDUCE);
            case NEWOBJ ->
                newStyle ? callAnd(object.callable(), object.args(), NEWOBJ) : callAnd(NEW, withClass(object), REDUCE);
            case NEWOBJ_EX -> extended(object);
            case INSTANCE -> oldStyle(object);
            case VALUE -> List.of(() -> dumper.emit(object.args()));
        };
    }

    private List<Runnable> callAnd(@Nullable Object callable, @Nullable Object args, int opcode) {
        return List.of(() -> dumper.emit(callable), () -> dumper.emit(args), () -> op(opcode));
    }

    private static PyTuple withClass(PyObject object) {
        List<@Nullable Object> args = new ArrayList<>();
        args.add(object.callable());
        args.addAll(arguments(object));
        return PyTuple.copyOf(args);
    }

    private List<Runnable> extended(PyObject object) {
        if (dumper.protocol() >= Dumper.COMMON) {
            return List.of(
                    () -> dumper.emit(object.callable()),
                    () -> dumper.emit(object.args()),
                    () -> dumper.emit(object.kwargs()),
                    () -> op(NEWOBJ_EX));
        }
        PyGlobal partial = new PyGlobal("functools", "partial");
        PyObject partialObject =
                new PyObject(PyObject.Construction.REDUCE, partial, PyTuple.of(newMethod(object)), null);
        partialObject.addState(PyTuple.of(newMethod(object), withClass(object), object.kwargs(), null));
        return callAnd(partialObject, PyTuple.EMPTY, REDUCE);
    }

    /** {@code cls.__new__}, as CPython pickles it before protocol 4: {@code getattr(cls, '__new__')}. */
    private static PyObject newMethod(PyObject object) {
        PyTuple args = PyTuple.of(object.callable(), "__new__");
        return new PyObject(PyObject.Construction.REDUCE, new PyGlobal("builtins", "getattr"), args, null);
    }

    private List<Runnable> oldStyle(PyObject object) {
        List<Runnable> steps = new ArrayList<>();
        steps.add(() -> op(MARK));
        steps.add(() -> dumper.emit(object.callable()));
        for (Object arg : arguments(object)) {
            steps.add(() -> dumper.emit(arg));
        }
        steps.add(() -> op(OBJ));
        return steps;
    }

    private static List<@Nullable Object> arguments(PyObject object) {
        if (object.args() instanceof PyTuple args) {
            return args.asList();
        }
        throw new PickleException("the arguments of an object must be a tuple, not " + TypeName.of(object.args()));
    }

    private void op(int opcode) {
        dumper.opcodes().opcode(opcode);
    }
}
