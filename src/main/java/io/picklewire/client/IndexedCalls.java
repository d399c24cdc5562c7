package io.picklewire.client;

import org.jspecify.annotations.Nullable;

/** Calls of methods whose first argument is an index. */
final class IndexedCalls {
    private IndexedCalls() {}

    /**
     * Python counts negative indexes from the end; Java has none.
     *
     * @throws IndexOutOfBoundsException for a negative index, and where Python raises IndexError
     */
    static @Nullable Object call(Proxy proxy, int index, String method, @Nullable Object... more) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("index " + index + "; allowed are 0 and more");
        }
        @Nullable Object[] args = new @Nullable Object[more.length + 1];
        args[0] = index;
        System.arraycopy(more, 0, args, 1, more.length);
        try {
            return proxy.raw(method, Waiting.BRIEFLY, args);
        } catch (RemoteException.IndexError e) {
            IndexOutOfBoundsException outOfBounds =
                    new IndexOutOfBoundsException("index " + index + " of " + proxy + ": " + e.message());
            outOfBounds.initCause(e);
            throw outOfBounds;
        }
    }
}
