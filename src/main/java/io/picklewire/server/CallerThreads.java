package io.picklewire.server;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Makes the threads on which users' objects are called: virtual ones where the JVM has them (21 and later). */
final class CallerThreads {
    private static final @Nullable MethodHandle START_VIRTUAL = virtualFactory();

    private CallerThreads() {}

    /** A factory of threads named after the client they work for. */
    static ThreadFactory factory(String caller) {
        return task -> {
            Thread thread = virtual(task);
            if (thread == null) {
                thread = new Thread(task);
                thread.setDaemon(true);
            }
            thread.setName("picklewire-" + caller);
            return thread;
        };
    }

    private static @Nullable Thread virtual(Runnable task) {
        if (START_VIRTUAL == null) {
            return null;
        }
        try {
            return ((ThreadFactory) START_VIRTUAL.invoke()).newThread(task);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot make a virtual thread", e);
        }
    }

    /** {@code Thread.ofVirtual().factory()}, which Java 17 does not know. */
    private static @Nullable MethodHandle virtualFactory() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle make = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual));
            MethodHandle factory = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
            return MethodHandles.filterReturnValue(
                    make, factory.asType(factory.type().changeParameterType(0, ofVirtual)));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
