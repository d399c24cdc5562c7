package io.picklewire.client;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A Java interface over a shared object: it carries the calls of the instances. Any thread. */
final class InterfaceProxy implements InvocationHandler {
    private static final Object[] NONE = {};

    private final Class<?> type;
    private final Proxy proxy;
    private final Map<Method, RemoteMethod> methods = new ConcurrentHashMap<>();

    private InterfaceProxy(Class<?> type, Proxy proxy) {
        this.type = type;
        this.proxy = proxy;
    }

    /** @throws IllegalArgumentException when the type is no interface */
    static <T> T of(Class<T> type, Proxy proxy) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(type + " is no interface; only those can stand for a shared object");
        }
        Class<?>[] types = {type, RemoteObject.class};
        return type.cast(java.lang.reflect.Proxy.newProxyInstance(
                type.getClassLoader(), types, new InterfaceProxy(type, proxy)));
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] given) throws Throwable {
        Object[] args = given == null ? NONE : given;
        Class<?> owner = method.getDeclaringClass();
        if (owner == Object.class) {
            return ofObject(self, method, args);
        }
        if (owner == RemoteObject.class || isOurClose(method)) {
            return ofRemoteObject(method);
        }
        if (method.isDefault()) {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
                    .unreflectSpecial(method, owner)
                    .bindTo(self)
                    .invokeWithArguments(args);
        }
        return methods.computeIfAbsent(method, java -> RemoteMethod.of(java, proxy))
                .call(proxy, args);
    }

    /** {@code close} is that of the reference, unless the interface and the object have one themselves. */
    private boolean isOurClose(Method method) {
        return method.getName().equals("close")
                && method.getParameterCount() == 0
                && (method.getDeclaringClass() == AutoCloseable.class
                        || method.getDeclaringClass() == java.io.Closeable.class
                        || !proxy.exposed().contains("close"));
    }

    private @Nullable Object ofRemoteObject(Method method) {
        if (method.getName().equals("proxy")) {
            return proxy;
        }
        proxy.close();
        return null;
    }

    private Object ofObject(Object self, Method method, Object[] args) {
        return switch (method.getName()) {
            case "equals" -> self == args[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> type.getSimpleName() + " over " + proxy;
        };
    }
}
