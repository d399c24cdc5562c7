package io.picklewire.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the process at the other end of an open TCP connection within this machine, by Linux' /proc.
 *
 * <p>Those that ask while others are being found are found together after them, on a thread that is there only while
 * needed: going through processes, and the kernel's tables where {@link SocketDiag} is not to be had, is what costs. Any
 * thread.
 */
public final class ProcessFinder {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessFinder.class);
    private static final long IDLE_SECONDS = 5;

    private static final ProcessFinder SHARED = new ProcessFinder();

    private final SocketTables tables = new SocketTables();
    private final SocketOwners owners = new SocketOwners();
    private final BlockingQueue<Lookup> waiting = new LinkedBlockingQueue<>();
    private final ThreadPoolExecutor reader;

    /** One question: who has the socket at {@code own}, connected to {@code other}? */
    private record Lookup(
            InetSocketAddress own, InetSocketAddress other, CompletableFuture<Optional<ProcessId>> answer) {}

    private ProcessFinder() {
        this.reader = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ProcessFinder::newThread);
        reader.allowCoreThreadTimeOut(true);
    }

    /** The one of this JVM, so that those who ask at the same time are answered together. */
    public static ProcessFinder shared() {
        return SHARED;
    }

    private static Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "picklewire-peers");
        thread.setDaemon(true);
        return thread;
    }

    /** The process that has {@code pid} now; empty when it has ended. */
    public Optional<ProcessId> withPid(int pid) {
        return ProcessId.of(pid);
    }

    /**
     * The process at the other end of an open TCP connection. Empty when it cannot be known: another host, another system,
     * a hidden pid namespace, a connection that is closed. Completes on whichever thread found out.
     *
     * @param remote the address of the other end
     * @param local the address of this end
     */
    public CompletableFuture<Optional<ProcessId>> ofTcp(InetSocketAddress remote, InetSocketAddress local) {
        return isSameHost(remote, local) ? ask(remote, local) : CompletableFuture.completedFuture(Optional.empty());
    }

    /** Whether a connection with these two ends does not leave the machine. */
    public static boolean isSameHost(InetSocketAddress remote, InetSocketAddress local) {
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
            answer(lookups);
        } catch (IOException | RuntimeException noTable) {
            LOG.debug("the processes of {} peers cannot be found", lookups.size(), noTable);
        } finally {
            lookups.forEach(lookup -> lookup.answer().complete(Optional.empty()));
        }
    }

    private void answer(List<Lookup> lookups) throws IOException {
        Map<Lookup, Long> inodes = inodes(lookups);
        Map<Long, Long> pids = owners.pids(inodes.values());
        inodes.forEach((lookup, inode) -> {
            Long pid = pids.get(inode);
            lookup.answer().complete(pid == null ? Optional.empty() : ProcessId.of(pid));
        });
    }

    private Map<Lookup, Long> inodes(List<Lookup> lookups) throws IOException {
        try (SocketDiag diag = SocketDiag.open()) {
            return inodes(lookups, diag::inode);
        } catch (IOException | LinkageError noDiag) {
            LOG.debug("the table of sockets is read, as sock_diag cannot be asked", noDiag);
            tables.read();
            return inodes(lookups, tables::inode);
        }
    }

    private static Map<Lookup, Long> inodes(List<Lookup> lookups, InodeFinder finder) throws IOException {
        Map<Lookup, Long> inodes = new HashMap<>();
        for (Lookup lookup : lookups) {
            long inode = finder.inode(lookup.own(), lookup.other());
            if (inode != SocketTable.NO_INODE) {
                inodes.put(lookup, inode);
            }
        }
        return inodes;
    }

    private interface InodeFinder {
        long inode(InetSocketAddress own, InetSocketAddress other) throws IOException;
    }
}
