package io.picklewire.shared;

import io.picklewire.python.Sealed;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The beginning of an object's {@code repr}, for people: what it costs does not grow with the object. */
final class Glimpse {
    /** As much as CPython's {@code debug_info} shows has no more items than that. */
    static final int ITEMS = 75;

    private static final int LARGEST_BYTES = 1000;

    private Glimpse() {}

    static String of(@Nullable Object kept) {
        return kept instanceof Sealed sealed && sealed.size() > LARGEST_BYTES
                ? "<" + sealed.size() + " bytes>"
                : StoredRepr.of(kept, false);
    }

    static String ofEntries(
            Stream<? extends Map.Entry<?, ?>> entries, Function<@Nullable Object, @Nullable Object> sent) {
        return entries.limit(ITEMS)
                .map(entry -> of(entry.getKey()) + ": " + of(sent.apply(entry.getValue())))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    static String of(String open, Stream<? extends @Nullable Object> kept, String close) {
        return kept.limit(ITEMS).map(Glimpse::of).collect(Collectors.joining(", ", open, close));
    }
}
