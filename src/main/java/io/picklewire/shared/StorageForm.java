package io.picklewire.shared;

import io.picklewire.conversion.CustomTypes;
import io.picklewire.python.Sealed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a container keeps of the values that come in. Immutable; any thread. */
public interface StorageForm {
    /** The values as they came, sealed: Python's own containers here. */
    StorageForm SEALED = new StorageForm() {
        @Override
        public @Nullable Object kept(@Nullable Object given) {
            return given;
        }

        @Override
        public @Nullable Object opened(@Nullable Object kept) {
            return Sealed.open(kept);
        }

        @Override
        public @Nullable Object sent(@Nullable Object kept) {
            return kept;
        }
    };

    /**
     * Plain Java values, which an application finds in its own container.
     *
     * @param types the application's own classes
     */
    static StorageForm plain(CustomTypes types) {
        return new StorageForm() {
            @Override
            public @Nullable Object kept(@Nullable Object given) {
                return types.toJava(given);
            }

            @Override
            public @Nullable Object opened(@Nullable Object kept) {
                return types.toOpenPython(kept);
            }

            @Override
            public @Nullable Object sent(@Nullable Object kept) {
                return types.toPython(kept);
            }
        };
    }

    /** What is kept of a value that was given. */
    @Nullable
    Object kept(@Nullable Object given);

    /** The Python value that is kept. */
    @Nullable
    Object opened(@Nullable Object kept);

    /** What is kept, as it goes into a reply. */
    @Nullable
    Object sent(@Nullable Object kept);

    /** A copy of what is kept, as it goes into a reply. */
    default List<@Nullable Object> allSent(Collection<?> kept) {
        List<@Nullable Object> sent = new ArrayList<>(kept.size());
        kept.forEach(each -> sent.add(sent(each)));
        return sent;
    }
}
