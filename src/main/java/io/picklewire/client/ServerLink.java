package io.picklewire.client;

import io.picklewire.connection.ClientBuilder;
import io.picklewire.connection.LinkHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One authenticated connection to a manager: requests go out, and replies come back in the order of the requests.
 * It ends as a whole: a request that was given up ends the connection too, as its reply could otherwise be taken
 * for that of the next one. Any thread; futures are completed on the connection's event loop.
 */
final class ServerLink implements LinkHandler {
    private final Outlet link;
    private final String server;
    private final long dialed;
    private final Deque<CompletableFuture<byte[]>> unanswered = new ArrayDeque<>();
    private @Nullable ManagerException end;
    private volatile int life = Lives.ANY;

    private ServerLink(Outlet link, String server, long dialed) {
        this.dialed = dialed;
        this.link = link;
        this.server = server;
    }

    /** What requests go out by. */
    interface Outlet {
        /** Sends a request; completes when it is on its way. */
        CompletableFuture<Void> send(ByteBuffer[] request);

        boolean isAlive();

        /** Does something later; gives what cancels that. */
        Runnable later(Duration delay, Runnable task);

        void close();
    }

    /**
     * A link that outlives the server: it connects again, and sends again what was not answered.
     *
     * @param takesTurns whether the next request is to be carried out when the one before is answered
     * @param patience for how long the server may be away
     */
    static ServerLink resumable(ClientBuilder client, String server, boolean takesTurns, Duration patience) {
        ResumableOutlet outlet = new ResumableOutlet(client, takesTurns, patience);
        ServerLink made = new ServerLink(outlet, server, System.nanoTime());
        outlet.open(made);
        return made;
    }

    /** Connects; fails with what {@link ClientBuilder#open} fails with. */
    static CompletableFuture<ServerLink> open(ClientBuilder client, String server) {
        ServerLink[] made = new ServerLink[1];
        long dialed = System.nanoTime();
        return client.open(link -> {
                    made[0] = new ServerLink(new DirectOutlet(link), server, dialed);
                    return made[0];
                })
                .thenApply(link -> made[0])
                .toCompletableFuture();
    }

    /**
     * Sends a request; the future gives the reply's bytes. It fails with an {@link UnreachableException} when
     * nothing was sent, and with another {@link ManagerException} when the outcome is not known.
     *
     * @param deadline until when the reply has to come
     */
    CompletableFuture<byte[]> ask(ByteBuffer[] request, CallDeadline deadline) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        CompletableFuture<Void> sent;
        synchronized (this) {
            if (end != null || !link.isAlive()) {
                return CompletableFuture.failedFuture(notSent());
            }
            unanswered.add(answer);
            sent = link.send(request);
            if (sent.isCompletedExceptionally()) {
                unanswered.removeLast();
                return CompletableFuture.failedFuture(notSent());
            }
        }
        Duration left = deadline.left();
        if (left != null) {
            expire(answer, left, deadline);
        }
        var unused = sent.exceptionally(failure -> {
            end(new UnknownOutcomeException(
                    "the connection to " + server + " broke while a request was sent; it may"
                            + " have been carried out",
                    failure));
            return null;
        });
        return answer;
    }

    private void expire(CompletableFuture<byte[]> answer, Duration left, CallDeadline deadline) {
        Runnable cancel = link.later(left, () -> giveUp(answer, deadline));
        var unused = answer.whenComplete((reply, failure) -> cancel.run());
    }

    /** The connection has ended by the time anyone learns of it: the next call is not to go out on this one. */
    private void giveUp(CompletableFuture<byte[]> answer, CallDeadline deadline) {
        synchronized (this) {
            if (!unanswered.removeIf(other -> other == answer)) {
                return;
            }
        }
        abandon(new UnknownOutcomeException(
                "the connection to " + server
                        + " was given up, as another request was not answered in time; this"
                        + " one may have been carried out",
                null));
        answer.completeExceptionally(new CallTimeoutException(
                server + " did not answer within " + deadline + "; the request may have been carried out", null));
    }

    private UnreachableException notSent() {
        return new UnreachableException("the connection to " + server + " is closed; nothing was sent", end);
    }

    /** Closes the connection; what is not answered fails with {@code why}. */
    void abandon(ManagerException why) {
        end(why);
        link.close();
    }

    /** Closes the connection, on which nothing is awaited any more. */
    void close() {
        abandon(new UnreachableException("the connection to " + server + " was closed here", null));
    }

    /** In which of the manager's lives it was opened; {@link Lives#ANY} where that is no matter. */
    int life() {
        return life;
    }

    ServerLink in(int managersLife) {
        life = managersLife;
        return this;
    }

    /** When it began to be opened, as {@link System#nanoTime} has it. */
    long dialed() {
        return dialed;
    }

    /** Whether it can be used, as far as is known without using it. */
    boolean isAlive() {
        synchronized (this) {
            return end == null && link.isAlive();
        }
    }

    /** Runs {@code task} once on the event loop after a while; never if the connection's loop has ended. */
    void later(Duration delay, Runnable task) {
        link.later(delay, task);
    }

    @Override
    public void received(byte[] message) {
        CompletableFuture<byte[]> answer;
        synchronized (this) {
            answer = unanswered.poll();
        }
        if (answer == null) {
            abandon(new BadReplyException(
                    server + " sent a message of " + message.length + " bytes that answers no request", null));
        } else {
            answer.complete(message);
        }
    }

    @Override
    public void refused(String reason) {
        CompletableFuture<byte[]> answer;
        synchronized (this) {
            answer = unanswered.poll();
        }
        if (answer != null) {
            answer.completeExceptionally(new BadReplyException(
                    "the reply of " + server + " was not taken: " + reason + "; the call was carried out", null));
        }
    }

    @Override
    public void broken(IOException why) {
        end(new UnknownOutcomeException(
                "the connection to " + server + " broke off, and the call may have been carried out: "
                        + why.getMessage(),
                why));
    }

    @Override
    public void closed() {
        end(new UnknownOutcomeException(
                server + " closed the connection before it answered; the call may have been carried out", null));
    }

    private void end(ManagerException why) {
        Deque<CompletableFuture<byte[]>> lost;
        synchronized (this) {
            if (end != null) {
                return;
            }
            end = why;
            lost = new ArrayDeque<>(unanswered);
            unanswered.clear();
        }
        lost.forEach(answer -> answer.completeExceptionally(why));
    }
}
