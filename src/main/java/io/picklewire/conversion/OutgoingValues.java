package io.picklewire.conversion;

import io.picklewire.pickle.Dumper;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.function.UnaryOperator;
import net.razorvine.pickle.IObjectPickler;
import org.jspecify.annotations.Nullable;

/**
 * Java's values as a dumper writes them: those that it has a pickler for by that, all others as {@link ToPython} makes them.
 * For one message; not thread-safe.
 */
public final class OutgoingValues {
    private final Dumper dumper;
    private final UnaryOperator<@Nullable Object> first;
    private final UnaryOperator<@Nullable Object> last;
    private final IdentityHashMap<Object, Pickled> pickled = new IdentityHashMap<>();

    /** An object that a pickler of the user's writes, kept from being converted. */
    private record Pickled(Object value) implements ByReference {}

    /**
     * Values for that dumper.
     *
     * @param first what takes a value's place before anything else is asked, or the value itself
     * @param last what takes the place of what was made of a value, or that itself
     */
    public OutgoingValues(Dumper dumper, UnaryOperator<@Nullable Object> first, UnaryOperator<@Nullable Object> last) {
        this.dumper = dumper;
        this.first = first;
        this.last = last;
        dumper.pickle(Pickled.class, users());
    }

    /**
     * The value to be dumped.
     *
     * @throws io.picklewire.python.PyException when Python has nothing for it
     */
    public @Nullable Object python(@Nullable Object value) {
        return ToPython.of(value, this::own, last);
    }

    private @Nullable Object own(@Nullable Object value) {
        Object given = first.apply(value);
        boolean users = given != null && given == value && dumper.pickler(given.getClass()) != null;
        return users ? pickled.computeIfAbsent(given, Pickled::new) : given;
    }

    private IObjectPickler users() {
        return (wrapped, out, current) -> {
            Object value = ((Pickled) wrapped).value();
            Objects.requireNonNull(dumper.pickler(value.getClass())).pickle(value, out, current);
        };
    }
}
