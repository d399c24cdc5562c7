package io.picklewire.javaobject;

import io.picklewire.conversion.CustomTypes;
import io.picklewire.conversion.JavaFailure;
import io.picklewire.shared.StoredRepr;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Any Java object: its public methods are called under their Java names, and by Python's syntax where that has an
 * equivalent ({@link JavaProtocols}).
 *
 * <p>Arguments are converted to the parameters' declared types, which also tell overloads apart. Keyword arguments
 * work where parameter names are compiled in. A result is copied on the way out. A method that returns a
 * {@link CompletionStage} or a {@link Future} is answered when that completes. What the object throws is a Python
 * exception with the Java one as its cause. Any thread.
 */
final class JavaObject extends JavaShared {
    private final JavaMethods methods;
    /** The method that a call of the object itself calls; empty when there is none. */
    private final String function;

    private JavaObject(Object target, Exposure exposure, CustomTypes types) {
        super(target, exposure, types);
        this.methods = JavaMethods.of(target.getClass());
        this.function = JavaProtocols.function(target.getClass());
    }

    static JavaObject of(Object target, Exposure exposure, CustomTypes types) {
        return new JavaObject(target, exposure, types);
    }

    @Override
    @Nullable
    Object invoke(Invocation call) throws Exception {
        Overloads overloads = methods.named(call.method().equals("__call__") ? function : call.method());
        Object returned =
                overloads == null ? JavaProtocols.invoke(target(), call) : overloads.invoke(target(), call.arguments());
        if (returned instanceof CompletionStage<?> stage) {
            return stage.thenApply(later -> result(call.method(), later));
        }
        return result(call.method(), returned instanceof Future<?> future ? future.get() : returned);
    }

    @Override
    @Nullable
    Object content() {
        return types().toPython(target());
    }

    @Override
    String shown(boolean isPython2) {
        if (target() instanceof String || target() instanceof Boolean) {
            return StoredRepr.of(target(), isPython2);
        }
        try {
            return String.valueOf(target());
        } catch (RuntimeException | StackOverflowError e) { // its toString fails
            throw JavaFailure.toPython(e);
        }
    }

    /** The methods that clients may call of an object of a class, unless its exposure says otherwise. */
    static List<String> listed(Class<?> type) {
        Set<String> all = new TreeSet<>(JavaProtocols.names(type));
        all.addAll(JavaMethods.of(type).names());
        return List.copyOf(all);
    }

    /** What an exposure can name besides. */
    static List<String> unlisted(Class<?> type) {
        List<String> names = new ArrayList<>(JavaMethods.of(type).privateNames());
        names.addAll(JavaProtocols.ATTRIBUTES);
        return names;
    }

    @Override
    List<String> methods() {
        return listed(target().getClass());
    }

    @Override
    List<String> privateMethods() {
        return methods.privateNames();
    }

    @Override
    List<String> attributeMethods() {
        return JavaProtocols.ATTRIBUTES;
    }
}
