package io.picklewire.server;

import io.picklewire.connection.Peer;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.python.PyException;
import io.picklewire.python.Sealed;
import io.picklewire.python.TypeName;
import io.picklewire.shared.ClientId;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that a client may ask of the server itself. Any thread. Source: CPython's {@code Server.public} and the methods
 * it names.
 */
interface ControlFunction {
    /**
     * Carries it out.
     *
     * @throws PyException when the arguments do not fit
     */
    CompletionStage<Reply> call(Request request, Asker asker);

    /**
     * The client that asks.
     *
     * @param peer the other end
     * @param client the client as objects know it
     * @param ticket the number of its request
     * @param ifLost takes what is to be done if the reply does not arrive
     */
    record Asker(Peer peer, ClientId client, long ticket, Consumer<Runnable> ifLost) {}

    /**
     * Refuses arguments.
     *
     * @throws PyException TypeError when there are some
     */
    static void requireNoArguments(Request request) {
        int given = request.args().size() + request.kwargs().size();
        if (given > 0) {
            throw PyException.typeError(
                    "Server." + request.method() + "() takes 0 positional arguments but " + given + " were given");
        }
    }

    /**
     * The one argument of a request.
     *
     * @throws PyException TypeError when there is another number of them
     */
    static @Nullable Object one(Request request, String name) {
        Sealed named = request.kwargs().get(name);
        int given = request.args().size() + request.kwargs().size();
        if (given != 1 || (request.args().isEmpty() && named == null)) {
            throw PyException.typeError(
                    "Server." + request.method() + "() takes one argument, " + name + ", but " + given + " were given");
        }
        return Sealed.open(named != null ? named : request.args().get(0));
    }

    /**
     * An argument that has to be text.
     *
     * @throws PyException TypeError when it is not
     */
    static String text(@Nullable Object value, String what) {
        String text = Request.text(value);
        if (text == null) {
            throw PyException.typeError(what + " must be a str, not " + TypeName.of(value));
        }
        return text;
    }
}
