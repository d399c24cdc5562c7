package io.picklewire.shared;

/** Makes any object one that can be shared. */
public final class SharedObjects {
    private SharedObjects() {}

    /** The object itself when it can be shared as it is. */
    public static SharedObject of(Object target) {
        if (target instanceof SharedObject shared) {
            return shared;
        }
        throw new IllegalArgumentException("cannot share a " + target.getClass().getName());
    }
}
