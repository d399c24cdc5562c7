package io.picklewire.connection;

import io.netty.util.NetUtil;
import io.picklewire.transport.SocketTransport;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Addresses for sockets. Names of hosts are looked up on threads of their own, which are there only while
 * needed: the system takes its time for that, and can only be asked by waiting. Any thread.
 */
final class HostLookup {
    private static final int THREADS = 4;
    private static final long IDLE_SECONDS = 5;
    private static final ThreadPoolExecutor LOOKUPS = lookups();

    private HostLookup() {}

    private static ThreadPoolExecutor lookups() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), HostLookup::newThread);
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static Thread newThread(Runnable lookup) {
        Thread thread = new Thread(lookup, "picklewire-lookup");
        thread.setDaemon(true);
        return thread;
    }

    /** Fails with what {@link SocketAddresses#of} throws; a name that nobody knows comes back unresolved. */
    static CompletableFuture<SocketAddress> of(Address address, SocketTransport transport, Deadline deadline) {
        CompletableFuture<SocketAddress> found = new CompletableFuture<>();
        Runnable lookup = () -> settle(found, address, transport);
        if (address instanceof Address.Tcp tcp && !isLiteral(tcp.host())) {
            LOOKUPS.execute(lookup);
            return found.orTimeout(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        }
        lookup.run();
        return found;
    }

    private static void settle(CompletableFuture<SocketAddress> found, Address address, SocketTransport transport) {
        try {
            found.complete(SocketAddresses.of(address, transport));
        } catch (RuntimeException failed) {
            found.completeExceptionally(failed);
        }
    }

    private static boolean isLiteral(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }
}
