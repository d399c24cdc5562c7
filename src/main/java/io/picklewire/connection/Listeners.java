package io.picklewire.connection;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.picklewire.transport.EventLoops;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server's sockets: listens, authenticates whoever comes, and hands each connection to an {@link Acceptor}.
 *
 * <p>Thread rule: any thread. Source: {@code multiprocessing.connection.Listener}, for any number of
 * addresses and connections at a time.
 */
public final class Listeners implements AutoCloseable {
    private final EventLoops loops;
    private final ChannelGroup listening;
    private final ChannelGroup accepted;
    private final List<Binding> bindings = new ArrayList<>();
    private final AtomicBoolean isClosing = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private Listeners(EventLoops loops) {
        this.loops = loops;
        this.listening = new DefaultChannelGroup(loops.group().next());
        // What is accepted at the last moment is closed as well.
        this.accepted = new DefaultChannelGroup(loops.group().next(), true);
    }

    /** Starts describing listeners. */
    public static ListenersBuilder builder() {
        return new ListenersBuilder();
    }

    static Listeners open(List<ListenerSettings> settings, Acceptor acceptor, EventLoops loops) throws BindException {
        Listeners listeners = new Listeners(loops);
        acceptor.begins(loops.group().next());
        try {
            for (ListenerSettings each : settings) {
                AcceptedPipeline pipeline = new AcceptedPipeline(loops, each.link(), acceptor, listeners.accepted);
                listeners.add(Binding.bind(each, loops, pipeline));
            }
            return listeners;
        } catch (BindException failed) {
            listeners.close();
            throw failed;
        }
    }

    private void add(Binding binding) {
        bindings.add(binding);
        listening.add(binding.channel());
    }

    /** What is listened on, in the order asked for, with real ports in place of 0. */
    public List<Address> addresses() {
        return bindings.stream().map(Binding::address).toList();
    }

    /** Leaves new connections waiting in the operating system, or takes them again. */
    void accepting(boolean isOn) {
        listening.forEach(channel -> channel.config().setAutoRead(isOn));
    }

    /** From now on {@link #close} leaves this connection alone. */
    void release(Link link) {
        if (link instanceof ChannelLink known) {
            accepted.remove(known.channel());
        }
    }

    /** Completes when everything has been closed and the threads have ended. */
    public CompletionStage<Void> closed() {
        return closed.minimalCompletionStage();
    }

    /**
     * Stops listening, closes every connection, removes the socket files made, and ends the threads; waits
     * for all that, except when called on an event loop, any one, where {@link #closed()} tells.
     */
    @Override
    public void close() {
        closeAfter(CompletableFuture.completedFuture(null));
    }

    /** The same, but the connections stay until {@code last} is complete, however it ends. */
    public void closeAfter(CompletionStage<?> last) {
        if (!isClosing.getAndSet(true)) {
            listening.close().addListener(done -> last.whenComplete((any, failure) -> closeAccepted()));
        }
        if (!EventLoops.isOnLoop()) {
            closed.join();
        }
    }

    private void closeAccepted() {
        bindings.forEach(Binding::removeFile);
        accepted.close().addListener(done -> loops.end(() -> closed.complete(null)));
    }
}
