package io.picklewire.shared;

import java.util.List;
import java.util.Map;
import java.util.Queue;

/** Makes any object one that can be shared. */
public final class SharedObjects {
    private SharedObjects() {}

    /**
     * The object itself when it can be shared as it is; otherwise one that clients use as a Python queue, list or
     * dict, or call by its public methods. A
     * LinkedList, which is both a queue and a list, is a queue here; {@link JavaList#of} makes it a list.
     */
    public static SharedObject of(Object target) {
        if (target instanceof SharedObject shared) {
            return shared;
        }
        if (target instanceof Queue<?> queue) {
            return JavaQueue.of(queue);
        }
        if (target instanceof List<?> list) {
            return JavaList.of(list);
        }
        return target instanceof Map<?, ?> map ? JavaMap.of(map) : JavaObject.of(target);
    }
}
