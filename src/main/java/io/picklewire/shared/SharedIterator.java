package io.picklewire.shared;

import io.picklewire.python.PyException;
import io.picklewire.python.PyObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An iterator: the typeid {@code Iterator} of CPython's {@code SyncManager}. Any thread. */
public final class SharedIterator extends Monitor<SharedIterator> {
    private static final Methods<SharedIterator> METHODS = new Methods<SharedIterator>()
            .add("__next__", Signature.operator("__next__", 0), (iterator, args) -> iterator.next())
            .add("next", Signature.operator("next", 0), (iterator, args) -> iterator.next())
            .add("send", Signature.fixed("generator.send", 1), (iterator, args) -> iterator.noGenerator("send"))
            .add(
                    "throw",
                    Signature.range("generator", "throw", 1, 3),
                    (iterator, args) -> iterator.noGenerator("throw"))
            .add("close", Signature.fixed("generator.close", 0), (iterator, args) -> iterator.noGenerator("close"));

    private final Iterator<?> items;
    private final Runnable check;
    private boolean exhausted;

    /**
     * An iterator over {@code items}.
     *
     * @param check throws when what is iterated over has changed too much to go on
     */
    SharedIterator(Iterator<?> items, Runnable check) {
        this.items = items;
        this.check = check;
    }

    private @Nullable Object next() {
        if (exhausted) {
            throw PyException.stopIteration();
        }
        check.run();
        if (!items.hasNext()) {
            exhausted = true;
            throw PyException.stopIteration();
        }
        return items.next();
    }

    /** What is left of it as an iterator that travels whole, for clients that cannot make a proxy of one. */
    public PyObject whole() {
        return read(() -> {
            List<@Nullable Object> rest = new ArrayList<>();
            items.forEachRemaining(rest::add);
            return PyObject.call("builtins", "iter", rest);
        });
    }

    private Object noGenerator(String method) {
        throw PyException.attributeError("'dict_keyiterator' object has no attribute '" + method + "'");
    }

    @Override
    int extent() {
        return 1;
    }

    @Override
    Methods<SharedIterator> methods() {
        return METHODS;
    }

    @Override
    SharedIterator self() {
        return this;
    }

    @Override
    public Object value() {
        throw PyException.typeError("cannot pickle an iterator that is shared");
    }

    @Override
    public String repr(int protocol) {
        return identity("dict_keyiterator object") + ">";
    }
}
