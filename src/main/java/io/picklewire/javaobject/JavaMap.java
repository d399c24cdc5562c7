package io.picklewire.javaobject;

import io.picklewire.conversion.CustomTypes;
import io.picklewire.shared.SharedDict;
import io.picklewire.shared.StorageForm;
import io.picklewire.shared.StoredRepr;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An application's {@link Map} with the methods of Python's {@code dict}. The application finds plain Java values
 * in it; a key that is an int finds the application's Integer, Long or whatever whole number it is. Calls hold the
 * map's monitor, which the application has to hold too when it uses the map, unless that is a
 * {@link java.util.concurrent.ConcurrentMap}: then what is one operation in Python is one of the map. Any thread.
 */
final class JavaMap extends JavaShared {
    private final Map<@Nullable Object, @Nullable Object> entries;
    private final SharedDict python;

    private JavaMap(Map<@Nullable Object, @Nullable Object> entries, Exposure exposure, CustomTypes types) {
        super(entries, exposure, types);
        this.entries = entries;
        this.python = new SharedDict(new PythonKeyedMap(entries, types), StorageForm.plain(types));
    }

    @SuppressWarnings("unchecked") // what Python puts in is what Python programs choose
    static JavaMap of(Map<?, ?> map, Exposure exposure, CustomTypes types) {
        return new JavaMap((Map<@Nullable Object, @Nullable Object>) map, exposure, types);
    }

    @Override
    @Nullable
    Object invoke(Invocation call) {
        synchronized (entries) {
            return result(call.method(), python.perform(call.call()));
        }
    }

    @Override
    Map<String, String> typeids() {
        return python.methodToTypeid();
    }

    @Override
    Object content() {
        synchronized (entries) {
            return python.value();
        }
    }

    private @Nullable Object opened() {
        synchronized (entries) {
            return types().toOpenPython(entries);
        }
    }

    @Override
    String shown(boolean isPython2) {
        return StoredRepr.of(opened(), isPython2);
    }

    @Override
    List<String> methods() {
        return python.exposed();
    }
}
