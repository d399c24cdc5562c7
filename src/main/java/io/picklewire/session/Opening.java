package io.picklewire.session;

import io.picklewire.process.ProcessId;
import io.picklewire.protocol.ConnectionName;
import io.picklewire.protocol.Request;
import io.picklewire.python.PyException;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Sealed;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * What a client says to open a session or to resume it: the arguments of the control function {@value #FUNCTION}, which CPython's
 * managers do not know. Immutable; any thread.
 *
 * @param id tells the session from all others; a number that nobody can guess
 * @param client who it is, for people
 * @param process the client's process, where it is on the machine of whoever says so
 * @param address where the client takes the server to be, as Python writes addresses: proxies that it gets name it; null for where
 *     it has connected to
 * @param takesTurns whether the next request is to be carried out when the one before is answered; else it means that the client
 *     has given that one up
 */
public record Opening(
        long id, String client, Optional<ProcessId> process, @Nullable Object address, boolean takesTurns) {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** The server's, which makes the number of a client of the id. */
    private static final int RESERVED_BITS = 3;

    /** The control function. */
    public static final String FUNCTION = "resume";

    /** The control function that tells whether the server keeps what it has when it ends: then a session is worth while. */
    public static final String KEEPS = "keeps";

    /** An id that no other session has, and nobody can guess. */
    public static long newId() {
        return RANDOM.nextLong() >>> RESERVED_BITS;
    }

    /** Whether that is the first request of a client which does not wait for replies before it sends the next. */
    public static boolean isByPipeline(byte[] first) {
        try {
            Request request = Request.parse(first);
            return request.method().equals("accept_connection")
                    && !request.args().isEmpty()
                    && request.args().get(0).open() instanceof String name
                    && ConnectionName.isPipeline(name);
        } catch (PickleException | PyException e) {
            return false; // the server will say what is wrong with it
        }
    }

    /** The arguments. */
    public Request.Arguments toArguments() {
        Object where = process.map(known -> (Object) PyTuple.of(known.pid(), known.startTicks()))
                .orElse(null);
        return Request.Arguments.of(id, client, where, address, takesTurns);
    }

    /**
     * Reads the arguments.
     *
     * @throws PyException TypeError when they are something else
     */
    public static Opening read(List<Sealed> args) {
        List<@Nullable Object> values = new ArrayList<>();
        args.forEach(arg -> values.add(arg.open()));
        if (values.size() == 5
                && values.get(0) instanceof Number id
                && values.get(1) instanceof String client
                && values.get(4) instanceof Boolean takesTurns) {
            return new Opening(id.longValue(), client, process(values.get(2)), values.get(3), takesTurns);
        }
        throw PyException.typeError(FUNCTION + " takes (id, client, process, address, takes_turns), not "
                + values.size() + " other arguments");
    }

    private static Optional<ProcessId> process(@Nullable Object value) {
        return value instanceof PyTuple pair
                        && pair.size() == 2
                        && pair.get(0) instanceof Number pid
                        && pair.get(1) instanceof Number ticks
                ? Optional.of(new ProcessId(pid.longValue(), ticks.longValue()))
                : Optional.empty();
    }
}
