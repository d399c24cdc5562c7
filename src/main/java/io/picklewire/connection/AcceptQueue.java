package io.picklewire.connection;

import io.picklewire.auth.AuthenticationException;
import io.picklewire.conversion.CustomTypes;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Where the peers of one {@link Listener} wait to be accepted, and the failures of those that were not let in to
 * be told of. Past {@value #PLACES} of them no further connections are taken from the operating system.
 *
 * <p>Any thread.
 */
final class AcceptQueue implements Acceptor {
    static final int PLACES = 128;

    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final int pickleProtocol;
    private final CustomTypes types;
    private @Nullable Listeners listeners;

    /** What one peer has come to. */
    @FunctionalInterface
    private interface Outcome {
        Connection take() throws IOException;
    }

    AcceptQueue(int pickleProtocol, CustomTypes types) {
        this.pickleProtocol = pickleProtocol;
        this.types = types;
    }

    /** Peers may have come before this. */
    synchronized void serve(Listeners opened) {
        listeners = opened;
        regulate();
    }

    @Override
    public LinkHandler connected(Link link) {
        Inbox inbox = new Inbox(link.peer().address());
        add(() -> {
            release(link);
            return Connection.over(link, inbox, new Pickles(pickleProtocol, types));
        });
        return inbox.connected(link);
    }

    @Override
    public void refused(String peer, IOException why) {
        String reason = peer + ": " + why.getMessage();
        add(() -> {
            IOException named =
                    why instanceof EOFException ? new EOFException(reason) : new AuthenticationException(reason);
            named.initCause(why);
            throw named;
        });
    }

    private void add(Outcome outcome) {
        outcomes.add(outcome);
        regulate();
    }

    /** Whoever comes last sees the number as it is. */
    private synchronized void regulate() {
        if (listeners != null) {
            listeners.accepting(outcomes.size() < PLACES);
        }
    }

    private synchronized void release(Link link) {
        if (listeners != null) {
            listeners.release(link);
        }
    }

    /** Waits for the next outcome: a connection, or why there is none. */
    Connection next(Address address) throws IOException {
        try {
            Outcome outcome = outcomes.take();
            regulate();
            return outcome.take();
        } catch (InterruptedException interrupt) {
            throw Wait.interrupted("waiting for a connection at " + address);
        }
    }

    /** Whoever waits now or later is told that nobody will come. */
    void close(Address address) {
        outcomes.clear();
        outcomes.add(() -> {
            close(address);
            throw new SocketException(address + ": the listener is closed");
        });
    }
}
