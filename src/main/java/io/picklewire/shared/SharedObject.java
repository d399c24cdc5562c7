package io.picklewire.shared;

import io.picklewire.pickle.Dumper;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object that clients share by calling its methods.
 *
 * <p>Its state changes by three things only: a call, a caller leaving, a timer firing; they come one
 * after the other. Thread rule: every method may be called from any thread and none blocks.
 */
public interface SharedObject {
    /**
     * Carries out one call.
     *
     * @return the result as a Python value (it may be or contain {@link io.picklewire.pickle.Sealed}),
     *     or a {@link Handover}, or a {@link java.util.concurrent.CompletionStage} of either when
     *     Python's method would block
     * @throws io.picklewire.python.PyException what Python's method would raise
     */
    @Nullable
    Object call(Call call);

    /** Ends the caller's wait here, if there is one, without an answer: the client has given the call up. */
    void abandon(Caller caller);

    /** The caller was killed, or may have been: its waits end and what it holds is released. */
    void leave(Caller caller);

    /**
     * The caller's connection has ended; whether it was killed is not known yet. Its waits end, and what nobody else can
     * release is released. May be asked again.
     *
     * @return whether the caller still holds something: it does until another releases it, or {@link #leave} does
     */
    default boolean depart(Caller caller) {
        leave(caller);
        return false;
    }

    /** For whom alone a waiting caller waits here: the owner of a lock, say; null when it waits for anyone, or for a time. */
    default @Nullable Caller holder(Caller waiting) {
        return null;
    }

    /** What is to be told of the object besides its value, such as its owner and who waits, for people; or nothing. */
    default String status() {
        return "";
    }

    /** The names a client may call, in the order CPython's {@code create} reports them. */
    List<String> exposed();

    /**
     * Those of {@code __str__}, {@code __repr__} and {@code #GETVALUE} that it answers in calls, because it may
     * block; the others are answered by {@link #repr} and {@link #value}.
     */
    default Set<String> fallbacks() {
        return Set.of();
    }

    /** For methods whose result is itself shared: method name to the typeid of the result. */
    default Map<String, String> methodToTypeid() {
        return Map.of();
    }

    /** The value itself, as the fallback {@code #GETVALUE} returns it (CPython: {@code Server.fallback_getvalue}). */
    @Nullable
    Object value();

    /** The beginning of its {@code repr}, for people; cheap however large the object is. */
    default String glimpse() {
        return repr(Dumper.HIGHEST);
    }

    /** Python's {@code repr} of it, as the reader's Python writes it: protocol 2 is Python 2.7. */
    String repr(int protocol);

    /**
     * Idents of the shared objects whose proxies are stored in this one, or have been since this was last asked; they
     * live as long as they are stored. For the server alone to ask.
     */
    Collection<String> references();
}
