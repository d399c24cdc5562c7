package io.picklewire.javaobject;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives the object that a client asks for with arguments: {@code manager.get_queue('orders')}. It is called on a thread
 * of its own, and may block. Source: the {@code callable} of CPython's {@code BaseManager.register}.
 */
@FunctionalInterface
public interface Factory {
    /**
     * The object, new or one that is there: clients share it as long as it is the same.
     *
     * @param args positional arguments, as plain Java values ({@link io.picklewire.conversion.ToJava}); in place of
     *     a proxy of an application's own object, that object
     * @param kwargs the same by keyword
     * @throws Exception what the client gets as Python's; a {@link io.picklewire.python.PyException} as it is
     */
    Object make(List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) throws Exception;
}
