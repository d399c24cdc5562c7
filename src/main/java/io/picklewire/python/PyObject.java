package io.picklewire.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of a class that is not known here, as the recipe a pickle has for it: what to call with which
 * arguments, what to put in afterwards, which state to set. It is never carried out. Two are equal when their
 * recipes are. Not thread-safe.
 */
public final class PyObject {
    /** How the object is made. */
    public enum Construction {
        /** {@code callable(*args)}. */
        REDUCE,
        /** {@code callable.__new__(callable, *args)}. */
        NEWOBJ,
        /** {@code callable.__new__(callable, *args, **kwargs)}. */
        NEWOBJ_EX,
        /** An instance of a Python 2 class without a metaclass. */
        INSTANCE,
        /** {@code args} itself, which Python makes without a call; it is an object here for its effects. */
        VALUE
    }

    private final Construction construction;
    private final @Nullable Object callable;
    private final @Nullable Object args;
    private final @Nullable Object kwargs;
    private final List<@Nullable Object> items = new ArrayList<>(0);
    private final List<@Nullable Object> additions = new ArrayList<>(0);
    private final List<@Nullable Object> states = new ArrayList<>(0);
    private final List<Map.Entry<@Nullable Object, @Nullable Object>> entries = new ArrayList<>(0);
    private final List<@Nullable Object> effects = new ArrayList<>(0);

    /** An object still without items and state. */
    public PyObject(
            Construction construction, @Nullable Object callable, @Nullable Object args, @Nullable Object kwargs) {
        this.construction = construction;
        this.callable = callable;
        this.args = args;
        this.kwargs = kwargs;
    }

    /** {@code module.name(*args)}. */
    public static PyObject call(String module, String name, @Nullable Object... args) {
        return new PyObject(Construction.REDUCE, new PyGlobal(module, name), PyTuple.of(args), null);
    }

    /** An instance of {@code module.name}, made without arguments, still without state. */
    public static PyObject instance(String module, String name) {
        return new PyObject(Construction.NEWOBJ, new PyGlobal(module, name), PyTuple.EMPTY, null);
    }

    /** A value that Python makes without a call, as something that effects can be added to. */
    public static PyObject around(@Nullable Object value) {
        return new PyObject(Construction.VALUE, null, value, null);
    }

    /** How it is made. */
    public Construction construction() {
        return construction;
    }

    /** What is called, usually a {@link PyGlobal}. */
    public @Nullable Object callable() {
        return callable;
    }

    /** The arguments, usually a {@link PyTuple}. */
    public @Nullable Object args() {
        return args;
    }

    /** The keyword arguments of {@link Construction#NEWOBJ_EX}. */
    public @Nullable Object kwargs() {
        return kwargs;
    }

    /** What is appended to it; may be added to. */
    public List<@Nullable Object> items() {
        return items;
    }

    /** What is added to it as to a set; may be added to. */
    public List<@Nullable Object> additions() {
        return additions;
    }

    /** The items that are set in it, in order; may be added to. */
    public List<Map.Entry<@Nullable Object, @Nullable Object>> entries() {
        return entries;
    }

    /** The states that are set, one after the other; usually one at most. */
    public List<@Nullable Object> states() {
        return states;
    }

    /** Sets a state after all that was set so far. */
    public void addState(@Nullable Object state) {
        states.add(state);
    }

    /**
     * Calls that are made last, for their effect, and whose results are dropped: the call of a state's setter, the
     * sixth item that {@code __reduce__} may return since Python 3.8. May be added to.
     */
    public List<@Nullable Object> effects() {
        return effects;
    }

    /** Whether what is called is {@code module.name}. */
    public boolean calls(String module, String name) {
        return callable instanceof PyGlobal global
                && global.name().equals(name)
                && global.module().equals(module);
    }

    /** The simple name of its class, for messages: {@code deque}. */
    public String className() {
        return TypeName.of(this);
    }

    /** Everything the recipe consists of, in a fixed order. */
    List<@Nullable Object> parts() {
        List<@Nullable Object> parts = new ArrayList<>();
        parts.add(callable);
        parts.add(args);
        parts.add(kwargs);
        parts.add(items);
        parts.add(additions);
        parts.add(states);
        for (Map.Entry<@Nullable Object, @Nullable Object> entry : entries) {
            parts.add(entry.getKey());
            parts.add(entry.getValue());
        }
        parts.addAll(effects);
        return parts;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PyObject && Equality.equal(this, other);
    }

    @Override
    public int hashCode() {
        return Hash.of(this);
    }

    @Override
    public String toString() {
        return Repr.of(this);
    }
}
