package io.picklewire.connection;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A transport of which something may be missing: its Netty modules, which are optional; methods, where Netty is older;
 * its native library; the system it is for. It is looked for once. Any thread.
 */
final class NativeTransport {
    // No method references: those load Netty's classes at once, where nothing catches that they are missing.
    static final NativeTransport IO_URING = new NativeTransport(
            "io_uring",
            () -> new IoUringCarrier(),
            look("netty-transport-native-io_uring", () -> IoUringCarrier.obstacle()));
    static final NativeTransport EPOLL = new NativeTransport(
            "epoll", () -> new EpollCarrier(), look("netty-transport-native-epoll", () -> EpollCarrier.obstacle()));

    private final String name;
    private final Supplier<Carrier> carrier;
    private final @Nullable Throwable obstacle;

    private NativeTransport(String name, Supplier<Carrier> carrier, @Nullable Throwable obstacle) {
        this.name = name;
        this.carrier = carrier;
        this.obstacle = obstacle;
    }

    private static @Nullable Throwable look(String module, Callable<@Nullable Throwable> transport) {
        try {
            return transport.call();
        } catch (ClassNotFoundException | NoClassDefFoundError missing) {
            return new UnsupportedOperationException(module + " is not among the application's libraries", missing);
        } catch (NoSuchMethodException | IncompatibleClassChangeError old) {
            return new UnsupportedOperationException(
                    "Netty " + NettyVersion.found() + " is too old for it: there is no " + old.getMessage(), old);
        } catch (Exception | LinkageError failed) {
            return failed;
        }
    }

    /** Why it is not there; empty where it is. */
    Optional<String> absence() {
        return Optional.ofNullable(obstacle).map(why -> name + " is not available here: " + why.getMessage());
    }

    boolean isThere() {
        return obstacle == null;
    }

    /** Refuses where it is not there, and says why. */
    Carrier carrier() {
        absence().ifPresent(why -> {
            throw new UnsupportedOperationException(why, obstacle);
        });
        return carrier.get();
    }
}
