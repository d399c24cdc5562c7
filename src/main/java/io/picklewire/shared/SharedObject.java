package io.picklewire.shared;

import io.picklewire.pickle.Reader;
import io.picklewire.protocol.ObjectStatus;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object that clients share by calling its methods: one of a built-in type, which {@link Event}s change, or one that is
 * outside of that. Thread rule: every method may be called from any thread, and none blocks.
 */
public sealed interface SharedObject permits BuiltInObject, OutsideObject {
    /** The names a client may call, in the order CPython's {@code create} reports them. */
    List<String> exposed();

    /** For methods whose result is itself shared: method name to the typeid of the result. */
    default Map<String, String> methodToTypeid() {
        return Map.of();
    }

    /** How long it may stay when nothing refers to it, in nanoseconds; less than others where it has something that others need. */
    default long longestLinger() {
        return Long.MAX_VALUE;
    }

    /** What is to be told of the object besides its value, such as its owner and who waits. */
    default ObjectStatus status() {
        return ObjectStatus.NONE;
    }

    /** For whom alone a waiting client waits here: the owner of a lock, say; null when it waits for anyone, or for a time. */
    default @Nullable ClientId holder(ClientId waiting) {
        return null;
    }

    /** The value itself, as the fallback {@code #GETVALUE} returns it (CPython: {@code Server.fallback_getvalue}). */
    @Nullable
    Object value();

    /** The beginning of its {@code repr}, for people; cheap however large the object is. */
    default String glimpse() {
        return repr(Reader.NEWEST);
    }

    /** Python's {@code repr} of it, as the reader's Python writes it. */
    String repr(Reader reader);

    /**
     * Idents of the shared objects whose proxies are stored in this one, or have been since this was last asked; they
     * live as long as they are stored. For the server alone to ask.
     */
    Collection<String> references();
}
