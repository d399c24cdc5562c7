package io.picklewire.client;

import io.picklewire.conversion.JavaFailure;
import io.picklewire.pickle.Reader;
import io.picklewire.protocol.ConnectionName;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.session.Opening;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The manager's control functions: each on a connection of its own, as CPython's {@code managers.dispatch} does it. Any
 * thread; futures are completed on event loops.
 *
 * <p>This class finds out which pickles the server reads. All requests are written in protocol {@value #PYTHON3}, which
 * every Python 3 reads; a Python 2 answers that it cannot read it, in a pickle of protocol 2, and gets the request
 * again in that protocol.
 */
final class Control {
    /** The reader that is assumed until the server has answered. */
    private static final Reader PYTHON_3 = Reader.ofPickle(4);

    /** What the connection calls itself that tells one life of a manager from the next. */
    private static final String ANCHOR = "java-" + ProcessHandle.current().pid() + "|anchor";

    private static final String NOT_READ = "unsupported pickle protocol";

    private final ServerConnector dialer;
    private final Messages messages;
    private final Duration limit;
    private volatile Reader reader = PYTHON_3;
    private final Lives lives = new Lives(() -> accepted(ANCHOR), this::greet);
    private @Nullable CompletableFuture<Boolean> keeps;

    /** @param limit how long connecting and a control function may take together, unless it says otherwise */
    Control(ServerConnector dialer, Messages messages, Duration limit) {
        this.dialer = dialer;
        this.messages = messages;
        this.limit = limit;
    }

    /** The manager's address, for messages. */
    String server() {
        return dialer.server();
    }

    /** Which Python the server is, as far as it is known. */
    Reader reader() {
        return reader;
    }

    /** Calls a function and gives its result, a Python value; tries again for a while to connect. */
    CompletableFuture<@Nullable Object> call(String function, Request.Arguments arguments) {
        return call(() -> open(false), function, arguments, limit);
    }

    /** The same, with another time limit; null for none. */
    CompletableFuture<@Nullable Object> call(String function, Request.Arguments arguments, @Nullable Duration within) {
        return call(() -> open(false), function, arguments, within);
    }

    /** A connection to a server, which outlives the server where that keeps what it has. */
    private CompletableFuture<ServerLink> open(boolean takesTurns) {
        return keeps().thenCompose(keeps ->
                keeps ? CompletableFuture.completedFuture(dialer.resumable(takesTurns)) : dialer.patiently());
    }

    /** Whether the server keeps what it has when it ends, so that connections are resumed. CPython's do not know the question. */
    private synchronized CompletableFuture<Boolean> keeps() {
        if (keeps == null || keeps.isCompletedExceptionally()) {
            keeps = call(dialer::patiently, Opening.KEEPS, Request.Arguments.NONE, limit)
                    .handle((isKept, failure) -> {
                        if (failure == null || JavaFailure.unwrapped(failure) instanceof RemoteException) {
                            return Boolean.TRUE.equals(isKept);
                        }
                        throw new CompletionException(JavaFailure.unwrapped(failure));
                    });
        }
        return keeps;
    }

    /** Does something in one of the manager's lives, and says in which, where nothing outlives one. */
    <T> CompletableFuture<Lives.Done<T>> within(Supplier<CompletableFuture<T>> action) {
        return keeps().thenCompose(keeps ->
                keeps ? action.get().thenApply(result -> new Lives.Done<>(result, Lives.ANY)) : lives.within(action));
    }

    /** Whether the manager still has that life; false also when it is away. */
    CompletableFuture<Boolean> isIn(int life) {
        return life == Lives.ANY
                ? CompletableFuture.completedFuture(true)
                : lives.now().handle((now, failure) -> failure == null && now == life);
    }

    /** The life that the manager had last. */
    int lastLife() {
        return lives.last();
    }

    /** Has the manager say something: that no call waits on that connection, or, CPython's, that there is no such object. */
    private CompletableFuture<byte[]> greet(ServerLink link) {
        return link.ask(messages.encode("", Request.CANCEL, Request.Arguments.NONE, reader), CallDeadline.in(limit));
    }

    void close() {
        lives.close();
    }

    /** The same without a second attempt to connect. */
    CompletableFuture<@Nullable Object> callOnce(String function, Request.Arguments arguments) {
        return call(dialer::once, function, arguments, limit);
    }

    private CompletableFuture<@Nullable Object> call(
            Supplier<CompletableFuture<ServerLink>> opening,
            String function,
            Request.Arguments arguments,
            @Nullable Duration within) {
        return ask(opening, function, arguments, within).thenApply(answered -> {
            answered.link().close();
            return answered.result();
        });
    }

    /** A connection on which objects can be called. */
    CompletableFuture<ServerLink> serving(String name) {
        return within(() -> accepted(name)).thenApply(done -> done.result().in(done.life()));
    }

    private CompletableFuture<ServerLink> accepted(String name) {
        return ask(() -> open(ConnectionName.isPipeline(name)), "accept_connection", Request.Arguments.of(name), limit)
                .thenApply(Answered::link);
    }

    private record Answered(ServerLink link, @Nullable Object result) {}

    private CompletableFuture<Answered> ask(
            Supplier<CompletableFuture<ServerLink>> opening,
            String function,
            Request.Arguments arguments,
            @Nullable Duration within) {
        Reader written = reader;
        ByteBuffer[] request = messages.encode(null, function, arguments, written);
        return opening.get().thenCompose(link -> {
            CompletableFuture<Answered> answered = link.ask(request, CallDeadline.since(link.dialed(), within))
                    .thenCompose(message -> {
                        Reply reply = Messages.decodeControl(message);
                        if (isUnread(reply, message, written)) {
                            reader = Reader.PYTHON_2;
                            link.close();
                            return ask(opening, function, arguments, within);
                        }
                        if (!Reply.writer(message).isPython2()) {
                            reader = PYTHON_3;
                        }
                        return CompletableFuture.completedFuture(new Answered(link, Messages.result(reply)));
                    });
            return answered.whenComplete((result, failure) -> {
                if (failure != null) {
                    link.close();
                }
            });
        });
    }

    private static boolean isUnread(Reply reply, byte[] message, Reader written) {
        return !written.isPython2()
                && Reply.writer(message).isPython2()
                && reply instanceof Reply.Traceback traceback
                && traceback.text().contains(NOT_READ);
    }
}
