package io.picklewire.javaobject;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What clients may call of a Java object, and which results are themselves shared: clients get a proxy of those, not a
 * copy.
 *
 * <pre>{@code
 * Exposure.of("find", "size").sharing("find", "Book")
 * }</pre>
 *
 * <p>Immutable; any thread. Source: {@code exposed} and {@code method_to_typeid} of CPython's
 * {@code BaseManager.register}.
 */
public final class Exposure {
    private static final Exposure ALL = new Exposure(null, Map.of());

    private final @Nullable Set<String> only;
    private final Map<String, Result> results;

    private record Result(String typeid, Exposure exposure) {}

    private Exposure(@Nullable Set<String> only, Map<String, Result> results) {
        this.only = only;
        this.results = results;
    }

    /** All public methods but those whose names begin with an underscore, and all attributes. */
    public static Exposure all() {
        return ALL;
    }

    /**
     * These methods and no other, by their names in Python, also such as begin with an underscore. With
     * {@code __getattribute__} and {@code __setattr__} clients may read and set attributes through a
     * {@code NamespaceProxy}.
     */
    public static Exposure of(String... methods) {
        return new Exposure(Set.of(methods), Map.of());
    }

    /**
     * Shares what {@code method} returns, with all its public methods. Clients have to have registered
     * {@code typeid}: {@code Manager.register('Book')}. A null is None.
     */
    public Exposure sharing(String method, String typeid) {
        return sharing(method, typeid, all());
    }

    /** Shares what {@code method} returns, of which clients may call what {@code result} says. */
    public Exposure sharing(String method, String typeid, Exposure result) {
        Map<String, Result> more = new HashMap<>(results);
        more.put(method, new Result(typeid, result));
        return new Exposure(only, Map.copyOf(more));
    }

    /** Those of an object's methods that clients may call, in the same order; private ones only when they are named. */
    List<String> among(List<String> methods, List<String> privateMethods) {
        return only == null
                ? methods
                : Stream.concat(methods.stream(), privateMethods.stream())
                        .filter(only::contains)
                        .toList();
    }

    /** @throws IllegalArgumentException when this names a method that is neither of {@code methods} nor {@code more} */
    void check(List<String> methods, List<String> more, Class<?> type) {
        Set<String> unknown = new HashSet<>(results.keySet());
        if (only != null) {
            unknown.addAll(only);
        }
        methods.forEach(unknown::remove);
        more.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("a " + type.getName() + " has no methods "
                    + String.join(", ", unknown.stream().sorted().toList()) + " to expose; it has "
                    + String.join(", ", methods));
        }
    }

    /** The typeids of results that are shared, by method. */
    Map<String, String> typeids() {
        Map<String, String> typeids = new HashMap<>();
        results.forEach((method, result) -> typeids.put(method, result.typeid()));
        return typeids;
    }

    /** What clients may call of what the method returns; null when that is not shared. */
    @Nullable
    Exposure ofResult(String method) {
        Result result = results.get(method);
        return result == null ? null : result.exposure();
    }
}
