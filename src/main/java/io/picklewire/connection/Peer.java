package io.picklewire.connection;

import io.picklewire.auth.Dialect;
import io.picklewire.process.ProcessId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection.
 *
 * <p>Any thread.
 */
public final class Peer {
    private final String address;
    private final Optional<Dialect> dialect;
    private final Supplier<CompletableFuture<Optional<ProcessId>>> search;
    private final Executor loop;
    private volatile @Nullable CompletableFuture<Optional<ProcessId>> process;

    Peer(
            String address,
            Optional<Dialect> dialect,
            Supplier<CompletableFuture<Optional<ProcessId>>> search,
            Executor loop) {
        this.address = address;
        this.dialect = dialect;
        this.search = search;
        this.loop = loop;
    }

    /** A client that is known by what another one says of it; its process is believed of one that is on this machine itself. */
    public static Peer of(String address, Optional<ProcessId> process, Peer said) {
        return new Peer(
                address,
                Optional.empty(),
                () -> said.found().thenApply(own -> own.isPresent() ? process : Optional.empty()),
                said.loop);
    }

    /**
     * {@code 127.0.0.1:40112}; of a server, where it was connected to; clients of a Unix socket have no address,
     * so theirs is in words.
     */
    public String address() {
        return address;
    }

    /** How it authenticated, which tells CPython up to 3.11 from later ones; empty where no key was asked for. */
    public Optional<Dialect> dialect() {
        return dialect;
    }

    /**
     * Its process, where that can be known: on Linux, on this machine, and not behind a pid namespace. Waits for
     * it; see {@link #findProcess()}, which does not.
     */
    public Optional<ProcessId> process() {
        return found().join();
    }

    /**
     * The same as {@link #process()}, completed on the link's event loop. Looked up when first asked for, by
     * either method, and the connection must stay open until then. At once for Unix sockets; for TCP as long as
     * the kernel takes to print its sockets, which is milliseconds where its hash table is large.
     */
    public CompletionStage<Optional<ProcessId>> findProcess() {
        return found().thenApplyAsync(process -> process, loop);
    }

    private CompletableFuture<Optional<ProcessId>> found() {
        CompletableFuture<Optional<ProcessId>> known = process;
        if (known == null) {
            known = search.get();
            process = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return address;
    }
}
