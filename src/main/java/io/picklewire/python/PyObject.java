package io.picklewire.python;

import java.util.*;
import org.jspecify.annotations.Nullable;

public final class PyObject {
    public enum Construction {
        REDUCE,
        NEWOBJ,
        NEWOBJ_EX,
        INSTANCE
    }

    private final Construction c;
    private final @Nullable Object callable, args, kwargs;
    private final List<@Nullable Object> items = new ArrayList<>(),
            additions = new ArrayList<>(),
            states = new ArrayList<>();
    private final List<Map.Entry<@Nullable Object, @Nullable Object>> entries = new ArrayList<>();

    public PyObject(Construction c, @Nullable Object callable, @Nullable Object args, @Nullable Object kwargs) {
        this.c = c;
        this.callable = callable;
        this.args = args;
        this.kwargs = kwargs;
    }

    public Construction construction() {
        return c;
    }

    public @Nullable Object callable() {
        return callable;
    }

    public @Nullable Object args() {
        return args;
    }

    public @Nullable Object kwargs() {
        return kwargs;
    }

    public List<@Nullable Object> items() {
        return items;
    }

    public List<@Nullable Object> additions() {
        return additions;
    }

    public List<@Nullable Object> states() {
        return states;
    }

    public List<Map.Entry<@Nullable Object, @Nullable Object>> entries() {
        return entries;
    }

    public void addState(@Nullable Object s) {
        states.add(s);
    }
}
