package io.picklewire.shared;

import io.picklewire.python.Equality;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log of each class whose objects are keys or members, and whose {@code __eq__} is not known here, once. Any
 * thread.
 */
final class UnknownKeys {
    private static final Logger LOG = LoggerFactory.getLogger(UnknownKeys.class);
    /** A client may make up any number of them. */
    private static final int MOST = 1000;

    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private UnknownKeys() {}

    /** To be called for each new key or member. */
    static void note(@Nullable Object key) {
        if (!(key instanceof PyObject) && !(key instanceof PyTuple)) {
            return;
        }
        String name = Equality.unknownClass(key);
        boolean isProxy = name != null && name.endsWith(".RebuildProxy");
        if (name != null && !isProxy && TOLD.size() < MOST && TOLD.add(name)) {
            LOG.warn(
                    "objects of {} are keys or members: they are found by others that are pickled alike, and by nothing"
                            + " else, whatever their class says of equality",
                    name);
        }
    }
}
