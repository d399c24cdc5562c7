package io.picklewire.shared;

import org.jspecify.annotations.Nullable;

/** Finds the other shared objects of a manager, for arguments that are proxies. Any thread. */
@FunctionalInterface
public interface ObjectLookup {
    /** The object with that ident, or null when there is none. */
    @Nullable
    SharedObject find(String ident);
}
