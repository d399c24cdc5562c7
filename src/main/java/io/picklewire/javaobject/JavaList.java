package io.picklewire.javaobject;

import io.picklewire.conversion.CustomTypes;
import io.picklewire.shared.SharedList;
import io.picklewire.shared.StorageForm;
import io.picklewire.shared.StoredRepr;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An application's {@link List} with the methods of Python's {@code list}. The application finds plain Java
 * values in it. Calls hold the list's monitor, which the application has to hold too when it uses the list, unless that
 * is a {@link CopyOnWriteArrayList}: then what is one operation in Python is one of the list. Any thread.
 */
final class JavaList extends JavaShared {
    private final List<@Nullable Object> items;
    private final SharedList python;

    private JavaList(List<@Nullable Object> items, Exposure exposure, CustomTypes types) {
        super(items, exposure, types);
        this.items = items;
        this.python = new SharedList(items, StorageForm.plain(types));
    }

    @SuppressWarnings("unchecked") // what Python puts in is what Python programs choose
    static JavaList of(List<?> list, Exposure exposure, CustomTypes types) {
        return new JavaList((List<@Nullable Object>) list, exposure, types);
    }

    @Override
    @Nullable
    Object invoke(Invocation call) {
        synchronized (items) {
            while (true) {
                try {
                    return result(call.method(), python.perform(call.call()));
                } catch (IndexOutOfBoundsException e) {
                    if (!(items instanceof CopyOnWriteArrayList)) {
                        throw e;
                    }
                    // The application took items away between the look at the size and the access: look again.
                }
            }
        }
    }

    @Override
    @Nullable
    Object content() {
        synchronized (items) {
            return types().toPython(items);
        }
    }

    @Override
    String shown(boolean isPython2) {
        synchronized (items) {
            return StoredRepr.of(types().toOpenPython(items), isPython2);
        }
    }

    @Override
    List<String> methods() {
        return python.exposed();
    }
}
