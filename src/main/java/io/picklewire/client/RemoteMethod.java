package io.picklewire.client;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A method of a Java interface, and the Python method that it calls. Immutable.
 *
 * @param java the Java method
 * @param python the name of the Python method
 */
record RemoteMethod(Method java, String python) {
    /**
     * Finds the Python method: one of the same name, or of the same words in lower case with underscores.
     *
     * @throws UnsupportedOperationException when the object has neither
     */
    static RemoteMethod of(Method java, Proxy proxy) {
        List<String> exposed = proxy.exposed();
        String snake = snakeCase(java.getName());
        for (String name : List.of(java.getName(), snake)) {
            if (exposed.contains(name)) {
                return new RemoteMethod(java, name);
            }
        }
        String names = snake.equals(java.getName()) ? "'" + snake + "'" : "'" + java.getName() + "' or '" + snake + "'";
        throw new UnsupportedOperationException(
                proxy + " has no method " + names + "; it has " + String.join(", ", exposed));
    }

    /** {@code countBelow} is {@code count_below}, {@code toHTTPCode} is {@code to_http_code}. */
    static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is what the method returns
    @Nullable
    Object call(Proxy proxy, @Nullable Object... args) throws InterruptedException {
        @Nullable Object[] flat = flat(args);
        Type type = java.getGenericReturnType();
        if (isAsync()) {
            Type result = argument(type);
            return proxy.callRawAsync(python, flat).thenApply(given -> converted(proxy, given, result));
        }
        boolean interruptible = Arrays.asList(java.getExceptionTypes()).contains(InterruptedException.class);
        Object given = interruptible
                ? proxy.interruptibly(python, Waiting.BRIEFLY, flat)
                : proxy.raw(python, Waiting.BRIEFLY, flat);
        return type == void.class ? null : converted(proxy, given, type);
    }

    private boolean isAsync() {
        Class<?> type = java.getReturnType();
        return type == CompletionStage.class || type == CompletableFuture.class || type == Future.class;
    }

    /** The arguments of a method with {@code Object...} one by one. */
    private @Nullable Object[] flat(@Nullable Object[] args) {
        if (!java.isVarArgs() || !(args[args.length - 1] instanceof Object[] rest)) {
            return args;
        }
        List<@Nullable Object> all = new ArrayList<>(Arrays.asList(args).subList(0, args.length - 1));
        all.addAll(Arrays.asList(rest));
        return all.toArray();
    }

    private @Nullable Object converted(Proxy proxy, @Nullable Object given, Type type) {
        Class<?> raw = type instanceof ParameterizedType parameterized
                ? (Class<?>) parameterized.getRawType()
                : type instanceof Class<?> known ? known : Object.class;
        if (raw == void.class || raw == Void.class) {
            return null;
        }
        String from = python + " of " + proxy;
        if (raw == Iterator.class || raw == Stream.class) {
            return sequence(given, ElementType.of(argument(type)), raw == Stream.class, from);
        }
        return given instanceof RemoteObject remote && raw.isInterface() && !raw.isInstance(given)
                ? remote.proxy().as(raw)
                : ElementType.of(type).convert(given, from);
    }

    /** An iterator or a stream over what an iterator in the manager gives, or a list that came. */
    private static Object sequence(@Nullable Object given, ElementType<Object> items, boolean stream, String from) {
        if (given instanceof IteratorProxy<?> remote) {
            IteratorProxy<Object> typed = remote.of(items);
            return stream ? typed.stream() : typed;
        }
        List<@Nullable Object> copy = new ArrayList<>();
        List<?> list = ElementType.of(List.class).convert(given, from);
        if (list != null) {
            list.forEach(item -> copy.add(items.convert(item, from)));
        }
        return stream ? copy.stream() : copy.iterator();
    }

    private static Type argument(Type type) {
        return type instanceof ParameterizedType parameterized
                ? parameterized.getActualTypeArguments()[0]
                : Object.class;
    }
}
