package io.picklewire.javaobject;

import io.picklewire.conversion.CustomTypes;
import io.picklewire.pickle.Reader;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyException;
import io.picklewire.shared.ClientId;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectLookup;
import io.picklewire.shared.OutsideObject;
import io.picklewire.shared.SharedObject;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An application's own object that is shared. What is called of it runs on the caller's own thread, because it
 * may block, or hold locks that belong to a thread. It sees plain Java values, and a reply is a copy of what it
 * gives. Two of the same object are equal. Any thread.
 */
abstract class JavaShared implements OutsideObject {
    private static final String CONTENT = "#GETVALUE";
    private static final Set<String> SHOWN = Set.of("__str__", "__repr__", CONTENT);

    private final Object target;
    private final Exposure exposure;
    private final CustomTypes types;
    private final CallerTasks tasks = new CallerTasks();

    /** @param types the classes of the application that go to Python, and come from there, in a way of their own */
    JavaShared(Object target, Exposure exposure, CustomTypes types) {
        this.target = target;
        this.exposure = exposure;
        this.types = types;
    }

    final CustomTypes types() {
        return types;
    }

    /** The application's object. */
    final Object target() {
        return target;
    }

    /** Its methods by their names in Python. */
    abstract List<String> methods();

    /** Further methods, which clients may call when the {@link Exposure} names them. */
    List<String> privateMethods() {
        return List.of();
    }

    /** Further names that clients may call, and that no proxy has as methods of its own. */
    List<String> attributeMethods() {
        return List.of();
    }

    /**
     * Carries out a call on the caller's own thread, where it may block until it is interrupted.
     *
     * @return {@link #result} of what came of it, or a {@link OutsideObject.Redeliverable}, or a stage of either
     * @throws Exception what the object threw
     */
    abstract @Nullable Object invoke(Invocation call) throws Exception;

    /** What it contains, for {@code _getvalue()}; runs on the caller's own thread. */
    abstract @Nullable Object content();

    /** Its text, for {@code str(proxy)}; runs on the caller's own thread. */
    abstract String shown(boolean isPython2);

    /** The typeids of results that are shared whatever the application says. */
    Map<String, String> typeids() {
        return Map.of();
    }

    /** What a method returned as a reply has it: a copy, unless it is to be shared, or is this object itself. */
    final @Nullable Object result(String method, @Nullable Object returned) {
        Object given = returned instanceof Optional<?> optional ? optional.orElse(null) : returned;
        Exposure ofResult = exposure.ofResult(method);
        if (given == null || given instanceof SharedObject) {
            return given;
        }
        if (given == target && ofResult == null) {
            return this;
        }
        return ofResult == null ? types.toPython(given) : JavaSharing.of(given, ofResult, types);
    }

    @Override
    public final CompletionStage<? extends @Nullable Object> call(
            Event.Called call, ObjectLookup objects, Executor thread) {
        Invocation invocation = new Invocation(call, objects, types);
        return tasks.run(
                call.client(),
                thread,
                () -> SHOWN.contains(invocation.method()) ? show(invocation) : invoke(invocation));
    }

    private @Nullable Object show(Invocation call) {
        if (!call.args().isEmpty() || !call.kwargs().isEmpty()) {
            throw PyException.typeError(call.method() + " takes no arguments");
        }
        if (call.method().equals(CONTENT)) {
            return content();
        }
        boolean isPython2 = call.reader().isPython2();
        String text = shown(isPython2);
        return isPython2 ? Py2Str.of(text.getBytes(StandardCharsets.UTF_8)) : text;
    }

    @Override
    public final Set<String> fallbacks() {
        Set<String> all = new HashSet<>(SHOWN);
        all.addAll(exposure.among(attributeMethods(), List.of()));
        return all;
    }

    @Override
    public final List<String> exposed() {
        return exposure.among(methods(), privateMethods());
    }

    @Override
    public final Map<String, String> methodToTypeid() {
        Map<String, String> all = new HashMap<>(typeids());
        all.putAll(exposure.typeids());
        return all;
    }

    @Override
    public final void abandon(ClientId client) {
        tasks.abandon(client);
    }

    /** None: what an application keeps of a proxy does not keep the object that it names. */
    @Override
    public final Collection<String> references() {
        return List.of();
    }

    /** Not told outside of calls: the application's code might block. */
    @Override
    public final Object value() {
        throw PyException.typeError("what a Java object contains is asked of it in a call");
    }

    /** Without the application's code, which might block; its own text is asked for in calls. */
    @Override
    public final String repr(Reader reader) {
        return repr(reader.isPython2());
    }

    /** The same in either Python. */
    final String repr(boolean isPython2) {
        return "<" + target.getClass().getName() + " object at 0x" + "%012x".formatted(System.identityHashCode(target))
                + ">";
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof JavaShared shared && shared.target == target && shared.exposure == exposure;
    }

    @Override
    public final int hashCode() {
        return System.identityHashCode(target);
    }
}
