package io.picklewire.shared;

import io.picklewire.python.PyException;
import io.picklewire.python.PySlice;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The methods of a type of shared objects by their Python names. Immutable once built; any thread. */
public final class Methods<T> {
    /** What a method does; runs under the object's lock. */
    public interface Body<T> {
        /** The result as a Python value. */
        @Nullable
        Object run(T object, Arguments arguments);
    }

    private record Method<T>(Signature signature, Body<T> body) {}

    private final Map<String, Method<T>> methods = new LinkedHashMap<>();
    private final Set<String> quick = new HashSet<>();
    private final Set<String> quickByIndex = new HashSet<>();
    private final Set<String> reads = new HashSet<>();

    /** A table without methods. */
    public Methods() {}

    /** Adds a method; for use while the table is built. */
    public Methods<T> add(String name, Signature signature, Body<T> body) {
        reads.remove(name); // it may be another one now
        methods.put(name, new Method<>(signature, body));
        return this;
    }

    /** Says of which methods the time does not grow with the object. */
    public Methods<T> quick(String... names) {
        quick.addAll(List.of(names));
        return this;
    }

    /** The same of methods whose first argument is an index, unless it is a slice. */
    Methods<T> quickByIndex(String... names) {
        quickByIndex.addAll(List.of(names));
        return this;
    }

    /** Says which methods change nothing, and leave nobody waiting. */
    Methods<T> reads(String... names) {
        reads.addAll(List.of(names));
        return this;
    }

    /** Whether the method changes nothing, as far as is known beforehand. */
    boolean isReading(String name) {
        return reads.contains(name);
    }

    /** A table with the same methods, to which others can be added, also in place of some. */
    public Methods<T> copy() {
        Methods<T> copy = new Methods<>();
        copy.methods.putAll(methods);
        copy.quick.addAll(quick);
        copy.quickByIndex.addAll(quickByIndex);
        copy.reads.addAll(reads);
        return copy;
    }

    /** The names, in the order in which they were added. */
    public List<String> names() {
        return List.copyOf(methods.keySet());
    }

    /**
     * The method that a call means, with its arguments.
     *
     * @throws PyException when there is no such method, or the arguments do not fit
     */
    public Bound<T> bind(Event.Called call) {
        String name = call.request().method();
        Method<T> method = methods.get(name);
        if (method == null) {
            throw PyException.attributeError("no method '" + name + "'");
        }
        Arguments arguments = Arguments.bind(method.signature(), call);
        boolean isQuick =
                quick.contains(name) || (quickByIndex.contains(name) && !(arguments.value(0) instanceof PySlice));
        return new Bound<>(method.body(), arguments, isQuick);
    }

    /**
     * A method with its arguments.
     *
     * @param isQuick whether its time does not grow with the object
     */
    public record Bound<T>(Body<T> body, Arguments arguments, boolean isQuick) {
        /** Carries it out. */
        public @Nullable Object run(T object) {
            return body.run(object, arguments);
        }
    }
}
