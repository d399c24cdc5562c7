package io.picklewire.python;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value that a message carries, and that nobody has looked into. Each serializer has an implementation of its own;
 * the code that stores values and hands them on knows this interface only. Immutable; any thread.
 */
public interface Sealed {
    /** The value inside, or {@code stored} itself when it is not sealed. */
    static @Nullable Object open(@Nullable Object stored) {
        return stored instanceof Sealed sealed ? sealed.open() : stored;
    }

    /** The value inside, built anew at each call; nothing that the message names is executed or imported. */
    @Nullable
    Object open();

    /**
     * The items of a tuple or a list, each sealed. Null when something else is inside, or when its items share parts; then
     * they can be had by {@link #open} only.
     */
    @Nullable
    List<Sealed> items();

    /** Items that have not been taken apart yet. Immutable; any thread. */
    interface Items extends List<Sealed> {
        /** A tuple of the items from {@code from} on, up to {@code to}; quicker than one after the other. */
        Sealed tuple(int from, int to);

        /** Whether there may be proxies among them. */
        boolean mayHoldProxies();
    }

    /**
     * One list of all that is in this list and in others, in order. Null when this or one of the others is no list, or when they are
     * not of one kind.
     */
    @Nullable
    Sealed joined(List<? extends Sealed> others);

    /** Seals a part of what is inside, as this one is. */
    Sealed part(@Nullable Object value);

    /** Idents of the shared objects of which it holds proxies; empty for nearly every value, and cheap then. */
    List<String> references();

    /** Whether there may be {@link #references}; cheap. */
    boolean mayHoldProxies();

    /** Whether a Python 2 wrote it. */
    boolean isPython2();

    /** Its size in bytes. */
    int size();
}
