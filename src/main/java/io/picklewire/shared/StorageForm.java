package io.picklewire.shared;

import io.picklewire.conversion.ToJava;
import io.picklewire.python.Sealed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
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
     * @param toPython gives the Python value of what is kept
     */
    static StorageForm plain(UnaryOperator<@Nullable Object> toPython) {
        return new StorageForm() {
            @Override
            public @Nullable Object kept(@Nullable Object given) {
                return ToJava.of(given);
            }

            @Override
            public @Nullable Object opened(@Nullable Object kept) {
                return Sealed.open(toPython.apply(kept));
            }

            @Override
            public @Nullable Object sent(@Nullable Object kept) {
                return toPython.apply(kept);
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
