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

    /** The same value, of which what is opened are instances of these classes where Python has its own. */
    public Sealed opening(Sealed sealed) {
        return constructors.isEmpty() || !(sealed instanceof PickledValue pickled)
                ? sealed
                : new CustomValue(pickled, this);
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
}
