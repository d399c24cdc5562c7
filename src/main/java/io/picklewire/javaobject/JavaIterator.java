package io.picklewire.javaobject;

import io.picklewire.conversion.CustomTypes;
import io.picklewire.python.PyException;
import io.picklewire.shared.Methods;
import io.picklewire.shared.Signature;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An application's {@link Iterator}, which Python iterates over item by item. Any thread, one call at a time. */
final class JavaIterator extends JavaShared {
    static final Methods<JavaIterator> METHODS = new Methods<JavaIterator>()
            .add("__next__", Signature.operator("__next__", 0), (iterator, args) -> iterator.next())
            .add("next", Signature.operator("next", 0), (iterator, args) -> iterator.next());

    private final Iterator<?> items;

    private JavaIterator(Iterator<?> items, Exposure exposure, CustomTypes types) {
        super(items, exposure, types);
        this.items = items;
    }

    static JavaIterator of(Iterator<?> items, Exposure exposure, CustomTypes types) {
        return new JavaIterator(items, exposure, types);
    }

    @Override
    @Nullable
    Object invoke(Invocation call) {
        Methods.Bound<JavaIterator> bound = METHODS.bind(call.call());
        synchronized (items) {
            return result(call.method(), bound.run(this));
        }
    }

    private @Nullable Object next() {
        if (!items.hasNext()) {
            throw PyException.stopIteration();
        }
        return items.next();
    }

    /** None of it: its items are there once. */
    @Override
    Object content() {
        throw PyException.typeError("cannot pickle a '" + items.getClass().getName() + "' object");
    }

    @Override
    String shown(boolean isPython2) {
        return repr(isPython2);
    }

    @Override
    List<String> methods() {
        return METHODS.names();
    }
}
