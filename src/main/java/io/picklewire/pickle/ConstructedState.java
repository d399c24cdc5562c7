package io.picklewire.pickle;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * Sets the state of an object that a user's constructor made: by its public method {@code __setstate__}, as
 * Pyrolite's own unpickler does. A dict goes to a parameter that takes a {@link Map} or a {@link HashMap}.
 */
final class ConstructedState {
    private ConstructedState() {}

    /**
     * Whether the object had a method for it.
     *
     * @throws PickleException when the method failed
     */
    static boolean set(@Nullable Object target, @Nullable Object state) {
        if (target == null) {
            return false;
        }
        for (Method method : target.getClass().getMethods()) {
            if (method.getName().equals("__setstate__") && method.getParameterCount() == 1) {
                Class<?> wanted = method.getParameterTypes()[0];
                Object given = state instanceof Map<?, ?> map && wanted == HashMap.class ? copy(map) : state;
                if (given == null || wanted.isInstance(given)) {
                    invoke(method, target, given);
                    return true;
                }
            }
        }
        return false;
    }

    private static Map<?, ?> copy(Map<?, ?> state) {
        return new LinkedHashMap<>(state);
    }

    private static void invoke(Method method, Object target, @Nullable Object state) {
        try {
            method.trySetAccessible();
            method.invoke(target, state);
        } catch (InvocationTargetException e) {
            throw new PickleException(method + " failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw new PickleException(method + " cannot be called", e);
        }
    }
}
