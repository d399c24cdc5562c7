package io.picklewire.connection;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the process at the other end of an open connection: of a Unix socket by SO_PEERCRED, of a TCP
 * connection within this machine by Linux' /proc.
 *
 * <p>Reading the kernel's table is what costs, so those that ask while it is being read share the next
 * reading, on a thread that is there only while needed. Any thread.
 */
final class PeerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(PeerProcess.class);
    private static final long IDLE_SECONDS = 5;

    private final Carrier carrier;
    private final SocketTable tcp = new SocketTable("/proc/net/tcp");
    private final SocketTable tcp6 = new SocketTable("/proc/net/tcp6");
    private final SocketOwners owners = new SocketOwners();
    private final BlockingQueue<Lookup> waiting = new LinkedBlockingQueue<>();
    private final ThreadPoolExecutor reader;

    /** One question: who has the socket at {@code own}, connected to {@code other}? */
    private record Lookup(
            InetSocketAddress own, InetSocketAddress other, CompletableFuture<Optional<ProcessId>> answer) {}

    PeerProcess(Carrier carrier) {
        this.carrier = carrier;
        this.reader = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), PeerProcess::newThread);
        reader.allowCoreThreadTimeOut(true);
    }

    private static Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "picklewire-peers");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Empty when it cannot be known: another host, another system, a hidden pid namespace, a closed channel.
     * Completes on whichever thread found out.
     */
    CompletableFuture<Optional<ProcessId>> of(Channel channel) {
        OptionalInt pid = carrier.unixPeerPid(channel);
        if (pid.isPresent()) {
            return CompletableFuture.completedFuture(ProcessId.of(pid.getAsInt()));
        }
        if (channel.remoteAddress() instanceof InetSocketAddress remote
                && channel.localAddress() instanceof InetSocketAddress local
                && isSameHost(remote, local)) {
            return ask(remote, local);
        }
        return CompletableFuture.completedFuture(Optional.empty());
    }

    private static boolean isSameHost(InetSocketAddress remote, InetSocketAddress local) {
        return remote.getAddress().isLoopbackAddress() || remote.getAddress().equals(local.getAddress());
    }

    /** The peer's socket is the mirror of ours: its own address is our remote one. */
    private CompletableFuture<Optional<ProcessId>> ask(InetSocketAddress remote, InetSocketAddress local) {
        Lookup lookup = new Lookup(remote, local, new CompletableFuture<>());
        waiting.add(lookup);
        reader.execute(this::answerAll);
        return lookup.answer();
    }

    /** Runs once for each that asked; the first run answers all that wait, and the others find none. */
    private void answerAll() {
        List<Lookup> lookups = new ArrayList<>();
        waiting.drainTo(lookups);
        if (lookups.isEmpty()) {
            return;
        }
        try {
            tcp.read();
            boolean isTcp6Needed = lookups.stream().anyMatch(lookup -> inodeInTcp(lookup) == SocketTable.NO_INODE);
            if (isTcp6Needed) {
                tcp6.read();
            }
            answer(lookups);
        } catch (IOException | RuntimeException noTable) {
            LOG.debug("the processes of {} peers cannot be found", lookups.size(), noTable);
        } finally {
            lookups.forEach(lookup -> lookup.answer().complete(Optional.empty()));
        }
    }

    private void answer(List<Lookup> lookups) {
        Map<Lookup, Long> inodes = new HashMap<>();
        for (Lookup lookup : lookups) {
            long inode = inode(lookup);
            if (inode != SocketTable.NO_INODE) {
                inodes.put(lookup, inode);
            }
        }
        Map<Long, Long> pids = owners.pids(inodes.values());
        inodes.forEach((lookup, inode) -> {
            Long pid = pids.get(inode);
            lookup.answer().complete(pid == null ? Optional.empty() : ProcessId.of(pid));
        });
    }

    private long inode(Lookup lookup) {
        long inode = inodeInTcp(lookup);
        return inode == SocketTable.NO_INODE ? inodeInTcp6(lookup) : inode;
    }

    private long inodeInTcp(Lookup lookup) {
        return SocketRow.isV4(lookup.own())
                ? tcp.inode(SocketRow.of(lookup.own(), lookup.other()))
                : SocketTable.NO_INODE;
    }

    private long inodeInTcp6(Lookup lookup) {
        return tcp6.inode(
                SocketRow.isV4(lookup.own())
                        ? SocketRow.mapped(lookup.own(), lookup.other())
                        : SocketRow.of(lookup.own(), lookup.other()));
    }
}
