package io.picklewire.server;

import io.picklewire.pickle.Sealed;
import io.picklewire.python.PyException;
import io.picklewire.shared.Call.Neighbours;
import io.picklewire.shared.SharedObject;
import io.picklewire.shared.SharedObjects;
import io.picklewire.shared.SharedTypes;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@code create} can make: the objects that were registered, and {@code SyncManager}'s types. Any thread.
 * Source: CPython's {@code BaseManager.register}.
 */
final class Registry {
    private final Map<String, Supplier<SharedObject>> registered;

    Registry(Map<String, Supplier<SharedObject>> registered) {
        this.registered = Map.copyOf(registered);
    }

    /** @throws PyException KeyError for a typeid that is not registered, or what making the object raises */
    SharedObject create(String typeid, List<Sealed> args, Map<String, Sealed> kwargs, Neighbours neighbours) {
        Supplier<SharedObject> supplier = registered.get(typeid);
        if (supplier == null) {
            return SharedTypes.create(typeid, args, kwargs, neighbours);
        }
        if (!args.isEmpty() || !kwargs.isEmpty()) {
            throw PyException.typeError(
                    typeid + "() takes 0 positional arguments but " + (args.size() + kwargs.size()) + " were given");
        }
        return supplier.get();
    }

    /** Shares what a supplier gives; as long as that is the same object, clients get the same shared one. */
    static final class Sharing implements Supplier<SharedObject> {
        private final Supplier<?> supplier;
        private @Nullable Object last;
        private @Nullable SharedObject lastShared;

        Sharing(Supplier<?> supplier) {
            this.supplier = supplier;
        }

        @Override
        public synchronized SharedObject get() {
            Object target = supplier.get();
            SharedObject shared = lastShared;
            if (shared == null || target != last) {
                shared = SharedObjects.of(target);
                last = target;
                lastShared = shared;
            }
            return shared;
        }
    }
}
