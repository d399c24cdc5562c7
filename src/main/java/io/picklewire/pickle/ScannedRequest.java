package io.picklewire.pickle;

import java.util.List;
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
    /** A list copy each, unless it cannot change: what is scanned does not. */
    public ScannedRequest {
        args = List.copyOf(args);
        kwds = List.copyOf(kwds);
    }
}
