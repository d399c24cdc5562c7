package io.picklewire.pickle;

import io.picklewire.python.Sealed;
import java.util.List;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * The four parts of a request, the arguments still sealed. Immutable.
 *
 * @param ident the shared object's ident, or None
 * @param method the method's name
 * @param args the positional arguments
 * @param kwds the keywords and their arguments, in turn
 * @param protocol the protocol of the pickle
 */
public record ScannedRequest(
        @Nullable Object ident, @Nullable Object method, List<Sealed> args, List<Sealed> kwds, int protocol) {
    /**
     * Each argument is an object of its own, which takes ten times what an item of a list takes: 20 million would stop
     * a server for seconds.
     */
    static final int MOST_ARGUMENTS = 1 << 16;

    /** Copies the lists, unless they cannot change. */
    public ScannedRequest {
        args = List.copyOf(args);
        kwds = List.copyOf(kwds);
    }

    /**
     * Refuses what is too much.
     *
     * @param args how many positional arguments there are
     * @param kwds how many keywords and values of these
     * @throws PickleException when those are more than {@link #MOST_ARGUMENTS}
     */
    static void requireFew(int args, int kwds) {
        if (args + kwds / 2 > MOST_ARGUMENTS) {
            throw new PickleException("a request has more than " + MOST_ARGUMENTS
                    + " arguments, which is the limit: send them as one list or dict");
        }
    }
}
