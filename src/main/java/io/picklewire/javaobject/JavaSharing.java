package io.picklewire.javaobject;

import io.picklewire.conversion.CustomTypes;
import io.picklewire.shared.SharedDict;
import io.picklewire.shared.SharedList;
import io.picklewire.shared.SharedObject;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** Makes any object one that can be shared. */
final class JavaSharing {
    private JavaSharing() {}

    /**
     * The object itself when it can be shared as it is; otherwise one that clients use as a Python queue, list,
     * dict or iterator, or call by its public methods. A LinkedList, which is both a queue and a list, is a queue
     * here.
     *
     * @throws IllegalArgumentException when the exposure is none that this object can have
     */
    static SharedObject of(Object target, Exposure exposure, CustomTypes types) {
        check(target.getClass(), exposure);
        return target instanceof SharedObject shared ? shared : ofJava(target, exposure, types);
    }

    private static JavaShared ofJava(Object target, Exposure exposure, CustomTypes types) {
        if (target instanceof Queue<?> queue) {
            return JavaQueue.of(queue, exposure, types);
        }
        if (target instanceof List<?> list) {
            return JavaList.of(list, exposure, types);
        }
        if (target instanceof Map<?, ?> map) {
            return JavaMap.of(map, exposure, types);
        }
        return target instanceof Iterator<?> iterator
                ? JavaIterator.of(iterator, exposure, types)
                : JavaObject.of(target, exposure, types);
    }

    /** @throws IllegalArgumentException when the exposure is none that objects of a class can have */
    static void check(Class<?> type, Exposure exposure) {
        if (exposure == Exposure.all()) {
            return;
        }
        if (SharedObject.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException(
                    type.getName() + " has its own methods; what is exposed can be chosen for others");
        }
        if (Queue.class.isAssignableFrom(type)) {
            exposure.check(JavaQueue.METHODS.names(), List.of(), type);
        } else if (List.class.isAssignableFrom(type)) {
            exposure.check(SharedList.METHODS.names(), List.of(), type);
        } else if (Map.class.isAssignableFrom(type)) {
            exposure.check(SharedDict.METHODS.names(), List.of(), type);
        } else if (Iterator.class.isAssignableFrom(type)) {
            exposure.check(JavaIterator.METHODS.names(), List.of(), type);
        } else {
            exposure.check(JavaObject.listed(type), JavaObject.unlisted(type), type);
        }
    }
}
