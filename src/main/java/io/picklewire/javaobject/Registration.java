package io.picklewire.javaobject;

import io.picklewire.conversion.CustomTypes;
import io.picklewire.protocol.Request;
import io.picklewire.python.PyException;
import io.picklewire.shared.ObjectLookup;
import io.picklewire.shared.SharedObject;
import io.picklewire.shared.SharedTypes;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the objects of a typeid are made that an application has registered. Any thread. Source: CPython's
 * {@code BaseManager.register}.
 */
public final class Registration {
    private interface Maker {
        SharedObject make(JavaArguments arguments, CustomTypes types) throws Exception;
    }

    private final @Nullable Maker maker;
    /** Where the server's own types are meant, under another name. */
    private final @Nullable String type;

    private Registration(@Nullable Maker maker, @Nullable String type) {
        this.maker = maker;
        this.type = type;
    }

    private Registration(Maker maker) {
        this(maker, null);
    }

    /**
     * New objects of one of the server's own types, under a name of one's own.
     *
     * @throws IllegalArgumentException when there is no such type
     */
    public static Registration of(String type) {
        if (!SharedTypes.typeids().contains(type)) {
            throw new IllegalArgumentException("'" + type + "' is no type; allowed are "
                    + SharedTypes.typeids().stream().sorted().collect(Collectors.joining(", ")));
        }
        return new Registration(null, type);
    }

    /**
     * Objects that a supplier gives; clients share one as long as it gives that one. The supplier is asked once here
     * when the exposure names methods, to see whether the object has them.
     *
     * @throws IllegalArgumentException when it has not
     */
    public static Registration of(String typeid, Supplier<?> supplier, Exposure exposure) {
        Sharing sharing = new Sharing(typeid, exposure);
        if (exposure != Exposure.all()) {
            sharing.check(supplier);
        }
        return new Registration((arguments, types) -> {
            int given = arguments.positional().size() + arguments.named().size();
            if (given > 0) {
                throw PyException.typeError(typeid + "() takes 0 positional arguments but " + given
                        + (given == 1 ? " was" : " were") + " given");
            }
            return sharing.of(supplier.get(), types);
        });
    }

    /** Objects that a factory gives for the client's arguments; clients share those that are the same. */
    public static Registration of(String typeid, Factory factory, Exposure exposure) {
        Sharing sharing = new Sharing(typeid, exposure);
        return new Registration((arguments, types) ->
                sharing.of(factory.make(arguments.plainPositional(), arguments.plainNamed()), types));
    }

    /**
     * New objects of a class, by the public constructor that takes the client's arguments.
     *
     * @throws IllegalArgumentException when it has none, or the exposure names methods that the class has not
     */
    public static Registration of(String typeid, Class<?> type, Exposure exposure) {
        List<Constructor<?>> constructors = Arrays.stream(type.getConstructors())
                .filter(constructor -> JavaMethods.isOpen(type) || constructor.trySetAccessible())
                .toList();
        if (Modifier.isAbstract(type.getModifiers()) || constructors.isEmpty()) {
            throw new IllegalArgumentException(type.getName() + " has no public constructor; register a supplier");
        }
        JavaSharing.check(type, exposure);
        Overloads overloads = new Overloads(typeid, constructors);
        return new Registration((arguments, types) ->
                JavaSharing.of(Objects.requireNonNull(overloads.invoke(null, arguments)), exposure, types));
    }

    /** The built-in type of which new objects are made; empty for what the application makes. */
    public Optional<String> builtIn() {
        return Optional.ofNullable(type);
    }

    /**
     * Has the application make an object, or find it, on a thread of {@code executor}: its code may take its time.
     *
     * @param request the arguments
     * @param types the application's classes that go to Python, and come from there, in a way of their own
     * @return a stage that fails with a {@link PyException} when that fails
     */
    public CompletionStage<SharedObject> create(
            Request request, ObjectLookup objects, CustomTypes types, Executor executor) {
        Maker own = Objects.requireNonNull(maker, "objects of built-in types are made elsewhere");
        CallerTask task = new CallerTask(
                () -> own.make(JavaArguments.open(request.args(), request.kwargs(), objects, types), types));
        executor.execute(task);
        return task.thenApply(SharedObject.class::cast);
    }

    /** Shares what a supplier or a factory gives; the same one again when it gives that again. */
    private static final class Sharing {
        private final String typeid;
        private final Exposure exposure;
        private @Nullable Object last;
        private @Nullable SharedObject lastShared;

        Sharing(String typeid, Exposure exposure) {
            this.typeid = typeid;
            this.exposure = exposure;
        }

        /** One that fails, or has nothing to give yet, is not judged. */
        void check(Supplier<?> supplier) {
            Object supplied;
            try {
                supplied = supplier.get();
            } catch (RuntimeException e) {
                return;
            }
            if (supplied != null) {
                JavaSharing.check(supplied.getClass(), exposure);
            }
        }

        synchronized SharedObject of(@Nullable Object supplied, CustomTypes types) {
            if (supplied == null) {
                throw new IllegalStateException("what is registered as '" + typeid + "' gave null");
            }
            SharedObject shared = lastShared;
            if (shared == null || supplied != last) {
                shared = JavaSharing.of(supplied, exposure, types);
                last = supplied;
                lastShared = shared;
            }
            return shared;
        }
    }
}
