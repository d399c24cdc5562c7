package io.picklewire.client;

import io.picklewire.pickle.Dumper;
import io.picklewire.pickle.Loader;
import io.picklewire.pickle.Reader;
import io.picklewire.python.PyGlobal;
import java.util.LinkedHashMap;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.IObjectPickler;

/**
 * The classes that the user has registered: how Java's are written and Python's are made. They are known to one
 * manager's client only; Pyrolite's static registries are neither read nor written. Immutable.
 */
record CustomTypes(Map<Class<?>, IObjectPickler> picklers, Map<PyGlobal, IObjectConstructor> constructors) {
    CustomTypes {
        picklers = Map.copyOf(picklers);
        constructors = Map.copyOf(constructors);
    }

    static CustomTypes none() {
        return new CustomTypes(Map.of(), Map.of());
    }

    CustomTypes with(Class<?> type, IObjectPickler pickler) {
        Map<Class<?>, IObjectPickler> more = new LinkedHashMap<>(picklers);
        more.put(type, pickler);
        return new CustomTypes(more, constructors);
    }

    CustomTypes with(PyGlobal type, IObjectConstructor constructor) {
        Map<PyGlobal, IObjectConstructor> more = new LinkedHashMap<>(constructors);
        more.put(type, constructor);
        return new CustomTypes(picklers, more);
    }

    Dumper dumper(Reader reader) {
        Dumper dumper = new Dumper(reader, null).withoutRegistered();
        picklers.forEach(dumper::pickle);
        return dumper;
    }

    Loader loader() {
        Loader loader = new Loader();
        constructors.forEach((type, constructor) -> loader.construct(type.module(), type.name(), constructor));
        return loader;
    }
}
