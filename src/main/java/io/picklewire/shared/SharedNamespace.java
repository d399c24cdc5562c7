package io.picklewire.shared;

import io.picklewire.python.PyDict;
import io.picklewire.python.PyException;
import io.picklewire.python.PyObject;
import io.picklewire.python.Sealed;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A namespace: {@code multiprocessing.managers.Namespace}. Any thread. */
final class SharedNamespace extends BuiltInObject<SharedNamespace> {
    private static final Methods<SharedNamespace> METHODS = new Methods<SharedNamespace>()
            .add("__getattribute__", Signature.operator("__getattribute__", 1), SharedNamespace::get)
            .add("__setattr__", Signature.operator("__setattr__", 2), SharedNamespace::set)
            .add("__delattr__", Signature.operator("__delattr__", 1), SharedNamespace::delete)
            .reads("__getattribute__");

    private final Map<String, @Nullable Object> attributes = new TreeMap<>();

    /** A namespace that starts with these attributes; each value a Python value or {@link Sealed}. */
    public SharedNamespace(Map<String, ? extends @Nullable Object> attributes) {
        this.attributes.putAll(attributes);
        attributes.values().forEach(stored()::retain);
    }

    private @Nullable Object get(Arguments args) {
        String name = args.attribute(0);
        if (name.equals("__dict__") && !attributes.containsKey(name)) {
            return PyDict.copyOf(attributes);
        }
        require(name);
        return attributes.get(name);
    }

    private @Nullable Object set(Arguments args) {
        String name = args.attribute(0);
        stored().retain(args.stored(1));
        stored().release(attributes.put(name, args.stored(1)));
        return null;
    }

    private @Nullable Object delete(Arguments args) {
        require(args.attribute(0));
        stored().release(attributes.remove(args.attribute(0)));
        return null;
    }

    private void require(String name) {
        if (!attributes.containsKey(name)) {
            throw PyException.attributeError("'Namespace' object has no attribute '" + name + "'");
        }
    }

    @Override
    int extent() {
        return 1;
    }

    @Override
    Methods<SharedNamespace> methods() {
        return METHODS;
    }

    @Override
    SharedNamespace self() {
        return this;
    }

    /** As CPython pickles its own. */
    @Override
    public Object value() {
        return readAll(this::copy);
    }

    private Object copy() {
        PyObject namespace = PyObject.instance("multiprocessing.managers", "Namespace");
        if (!attributes.isEmpty()) {
            namespace.addState(PyDict.copyOf(attributes));
        }
        return namespace;
    }

    @Override
    void save(StateWriter out) {
        out.each(attributes.entrySet(), each -> out.text(each.getKey()).value(each.getValue()));
    }

    static SharedNamespace read(StateReader in) {
        Map<String, @Nullable Object> attributes = new TreeMap<>();
        in.each(() -> attributes.put(in.text(), in.value()));
        return new SharedNamespace(attributes);
    }

    @Override
    public String glimpse() {
        return read(() -> text(Glimpse::of));
    }

    @Override
    String repr(boolean isPython2) {
        return read(() -> text(value -> StoredRepr.of(value, isPython2)));
    }

    private String text(Function<@Nullable Object, String> shown) {
        return attributes.entrySet().stream()
                .filter(attribute -> !attribute.getKey().startsWith("_"))
                .map(attribute -> attribute.getKey() + "=" + shown.apply(attribute.getValue()))
                .sorted()
                .collect(Collectors.joining(", ", "Namespace(", ")"));
    }
}
