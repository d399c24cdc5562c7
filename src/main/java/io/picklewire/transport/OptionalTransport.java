package io.picklewire.transport;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A transport of which something may be missing: its Netty modules, which are optional; methods, where Netty is older;
 * its native library; the system it is for. It is looked for once. Any thread.
 */
final class OptionalTransport {
    // No method references: those load Netty's classes at once, where nothing catches that they are missing.
    static final OptionalTransport IO_URING = new OptionalTransport(
            "io_uring",
            () -> new IoUringTransport(),
            look("netty-transport-native-io_uring", () -> IoUringTransport.obstacle()));
    static final OptionalTransport EPOLL = new OptionalTransport(
            "epoll", () -> new EpollTransport(), look("netty-transport-native-epoll", () -> EpollTransport.obstacle()));

    private final String name;
    private final Supplier<SocketTransport> sockets;
    private final @Nullable Throwable obstacle;

    private OptionalTransport(String name, Supplier<SocketTransport> sockets, @Nullable Throwable obstacle) {
        this.name = name;
        this.sockets = sockets;
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
    SocketTransport sockets() {
        absence().ifPresent(why -> {
            throw new UnsupportedOperationException(why, obstacle);
        });
        return sockets.get();
    }
}
