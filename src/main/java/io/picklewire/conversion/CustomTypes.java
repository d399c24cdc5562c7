package io.picklewire.conversion;

import io.picklewire.pickle.Dumper;
import io.picklewire.pickle.Loader;
import io.picklewire.pickle.PickledValue;
import io.picklewire.pickle.Reader;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.Sealed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.IObjectPickler;
import org.jspecify.annotations.Nullable;

/**
 * The classes that the user has registered: how Java's are written and Python's are made. They are known to one
 * client, listener or connection only; Pyrolite's static registries are not written. Immutable; any thread.
 *
 * @param picklers how instances of Java types are written
 * @param constructors what is made of Python's classes
 */
public record CustomTypes(Map<Class<?>, IObjectPickler> picklers, Map<PyGlobal, IObjectConstructor> constructors) {
    /** Copies the maps. */
    public CustomTypes {
        picklers = Map.copyOf(picklers);
        constructors = Map.copyOf(constructors);
    }

    /** No classes. */
    public static CustomTypes none() {
        return new CustomTypes(Map.of(), Map.of());
    }

    /** These, and a pickler for a type and what extends or implements it. */
    public CustomTypes with(Class<?> type, IObjectPickler pickler) {
        Map<Class<?>, IObjectPickler> more = new LinkedHashMap<>(picklers);
        more.put(type, pickler);
        return new CustomTypes(more, constructors);
    }

    /** These, and what is made of a Python class. */
    public CustomTypes with(PyGlobal type, IObjectConstructor constructor) {
        Map<PyGlobal, IObjectConstructor> more = new LinkedHashMap<>(constructors);
        more.put(type, constructor);
        return new CustomTypes(picklers, more);
    }

    /** A dumper that passes over what is registered with Pyrolite for the whole JVM. */
    public Dumper dumper(Reader reader) {
        return addTo(new Dumper(reader, null).withoutRegistered());
    }

    /** The same dumper, which writes these classes too. */
    public Dumper addTo(Dumper dumper) {
        picklers.forEach(dumper::pickle);
        return dumper;
    }

    /** A loader. */
    public Loader loader() {
        Loader loader = new Loader();
        constructors.forEach((type, constructor) -> loader.construct(type.module(), type.name(), constructor));
        return loader;
    }

    /** The Python value inside; where Python has these classes, instances of the user's are in it. */
    public @Nullable Object open(Sealed sealed) {
        return constructors.isEmpty() || !(sealed instanceof PickledValue pickled)
                ? sealed.open()
                : pickled.open(this::loader);
    }

    /** The plain value of a Python value, sealed or not, as {@link ToJava#of} has it, and with these classes. */
    public @Nullable Object toJava(@Nullable Object value) {
        if (constructors.isEmpty()) {
            return ToJava.of(value);
        }
        return ToJava.of(open(value instanceof Sealed sealed ? sealed : PickledValue.of(value)));
    }

    /** The Python value of what Java code returned, as {@link ToPython#of} has it; instances of these classes are sealed. */
    public @Nullable Object toPython(@Nullable Object value) {
        if (picklers.isEmpty()) {
            return ToPython.of(value);
        }
        Dumper known = dumper(Reader.PYTHON_3);
        UnaryOperator<@Nullable Object> own = each -> each == null || known.pickler(each.getClass()) == null
                ? each
                : PickledValue.of(each, dumper(Reader.PYTHON_3));
        return ToPython.of(value, own, UnaryOperator.identity());
    }

    /** The same, and nothing in it is sealed: to be compared and shown. */
    public @Nullable Object toOpenPython(@Nullable Object value) {
        Object python = toPython(value);
        return picklers.isEmpty() ? python : ObjectCopy.ofPython(python, Sealed::open);
    }
}
