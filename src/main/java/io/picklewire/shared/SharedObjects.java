package io.picklewire.shared;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** Makes any object one that can be shared. */
final class SharedObjects {
    private SharedObjects() {}

    /**
     * The object itself when it can be shared as it is; otherwise one that clients use as a Python queue, list,
     * dict or iterator, or call by its public methods. A LinkedList, which is both a queue and a list, is a queue
     * here.
     *
     * @throws IllegalArgumentException when the exposure is none that this object can have
     */
    static SharedObject of(Object target, Exposure exposure) {
        if (target instanceof SharedObject shared) {
            if (exposure != Exposure.all()) {
                throw new IllegalArgumentException(
                        target.getClass().getName() + " has its own methods; what is exposed can be chosen for others");
            }
            return shared;
        }
        JavaShared shared = ofJava(target, exposure);
        exposure.check(shared.methods(), target.getClass());
        return shared;
    }

    private static JavaShared ofJava(Object target, Exposure exposure) {
        if (target instanceof Queue<?> queue) {
            return JavaQueue.of(queue, exposure);
        }
        if (target instanceof List<?> list) {
            return JavaList.of(list, exposure);
        }
        if (target instanceof Map<?, ?> map) {
            return JavaMap.of(map, exposure);
        }
        return target instanceof Iterator<?> iterator
                ? JavaIterator.of(iterator, exposure)
                : JavaObject.of(target, exposure);
    }
}
