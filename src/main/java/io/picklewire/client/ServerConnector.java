package io.picklewire.client;

import io.picklewire.auth.AuthenticationException;
import io.picklewire.connection.Address;
import io.picklewire.connection.ClientBuilder;
import io.picklewire.conversion.JavaFailure;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Opens connections to one manager, and tries again for a while when it is not there. Any thread. */
final class ServerConnector {
    private final Address address;
    private final ClientBuilder client;
    private final Duration patience;

    /** @param patience for how long to try again, zero for not at all */
    ServerConnector(Address address, ClientBuilder client, Duration patience) {
        this.address = address;
        this.client = client;
        this.patience = patience;
    }

    /** The address, for messages. */
    String server() {
        return address.toString();
    }

    /** One attempt; fails with what {@link ClientBuilder#open} fails with. */
    CompletableFuture<ServerLink> once() {
        return ServerLink.open(client, server());
    }

    /**
     * As many attempts as there is time for; fails with an {@link UnreachableException}. When the future is
     * cancelled, the attempts end.
     */
    CompletableFuture<ServerLink> patiently() {
        CompletableFuture<ServerLink> opened = new CompletableFuture<>();
        Attempts attempts = new Attempts(opened, System.nanoTime() + patience.toNanos());
        attempts.start();
        return opened;
    }

    /** A link that outlives the server; calls wait as long as it is away. */
    ServerLink resumable(boolean takesTurns) {
        return ServerLink.resumable(client, server(), takesTurns, patience);
    }

    private final class Attempts {
        private final CompletableFuture<ServerLink> opened;
        private final long deadline;
        private final Backoff backoff =
                new Backoff(() -> ThreadLocalRandom.current().nextDouble());
        private int made;

        Attempts(CompletableFuture<ServerLink> opened, long deadline) {
            this.opened = opened;
            this.deadline = deadline;
        }

        void start() {
            if (opened.isDone()) {
                return;
            }
            made++;
            var unused = once().whenComplete((link, failure) -> {
                if (failure != null) {
                    failed(JavaFailure.unwrapped(failure));
                } else if (!opened.complete(link)) {
                    link.close();
                }
            });
        }

        private void failed(Throwable why) {
            Duration wait = backoff.next();
            // Who did not answer in time hangs; trying again would only take as long again.
            boolean worthAnother = why instanceof IOException
                    && !(why instanceof AuthenticationException)
                    && !(why instanceof SocketTimeoutException);
            if (worthAnother && deadline - System.nanoTime() > wait.toNanos()) {
                CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS)
                        .execute(this::start);
                return;
            }
            opened.completeExceptionally(new UnreachableException(
                    "no connection to " + server() + " after " + made + (made == 1 ? " attempt" : " attempts")
                            + ", nothing was sent: " + why.getMessage(),
                    why));
        }
    }
}
