package io.picklewire.shared;

import io.picklewire.pickle.Sealed;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One method call on a shared object, its arguments still sealed.
 *
 * @param method the Python method name, such as {@code put} or {@code __getitem__}
 * @param args the positional arguments
 * @param kwargs the keyword arguments by name, in the caller's order
 * @param caller who calls
 * @param neighbours the other objects of the same manager
 */
public record Call(String method, List<Sealed> args, Map<String, Sealed> kwargs, Caller caller, Neighbours neighbours) {

    /** Finds other shared objects of the same manager, for arguments that are proxies. */
    public interface Neighbours {
        /** The object with that ident, or null when there is none. */
        @Nullable
        SharedObject find(String ident);
    }
}
