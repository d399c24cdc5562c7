package io.picklewire.python;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a repr: a text, parts one after the other, a text. A part is a value or again a group.
 *
 * @param owner what may occur within itself, or null when that is left to the limit of the depth
 * @param recursive the text of the owner where it occurs within itself
 * @param open the text before the parts
 * @param parts the parts, asked for one by one
 * @param close the text after the parts
 */
record ReprNode(
        @Nullable Object owner,
        String recursive,
        String open,
        Iterator<? extends @Nullable Object> parts,
        String close) {
    private static final ReprNode COMMA = text(", ");
    private static final ReprNode COLON = text(": ");

    /** A text. */
    static ReprNode text(String text) {
        return sequence(text, Collections.emptyIterator(), "");
    }

    /** Parts without an owner. */
    static ReprNode sequence(String open, Iterator<? extends @Nullable Object> parts, String close) {
        return new ReprNode(null, "", open, parts, close);
    }

    /** {@code name(item, ...)}. */
    static ReprNode call(String name, Collection<?> items) {
        return sequence(name + "(", separated(items), ")");
    }

    /** The group as that of an owner. */
    ReprNode of(Object owner, String recursive) {
        return new ReprNode(owner, recursive, open, parts, close);
    }

    /** The items with commas between them. */
    static Iterator<@Nullable Object> separated(Collection<?> items) {
        return new Separated(items.iterator());
    }

    /** {@code key: value} with commas between them. */
    static Iterator<@Nullable Object> pairs(Collection<? extends Map.Entry<?, ?>> entries) {
        return new Pairs(entries.iterator());
    }

    /** Key, colon, value, comma in one row: a group for each pair would count as a level. */
    private static final class Pairs implements Iterator<@Nullable Object> {
        private final Iterator<? extends Map.Entry<?, ?>> entries;
        private final ArrayDeque<Optional<Object>> next = new ArrayDeque<>();
        private boolean comma;

        private Pairs(Iterator<? extends Map.Entry<?, ?>> entries) {
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            return !next.isEmpty() || entries.hasNext();
        }

        @Override
        public @Nullable Object next() {
            if (next.isEmpty()) {
                if (comma) {
                    next.add(Optional.of(COMMA));
                }
                Map.Entry<?, ?> entry = entries.next();
                next.add(Optional.ofNullable(entry.getKey()));
                next.add(Optional.of(COLON));
                next.add(Optional.ofNullable(entry.getValue()));
                comma = true;
            }
            return next.remove().orElse(null);
        }
    }

    private static final class Separated implements Iterator<@Nullable Object> {
        private final Iterator<?> items;
        private boolean comma;

        private Separated(Iterator<?> items) {
            this.items = items;
        }

        @Override
        public boolean hasNext() {
            return items.hasNext();
        }

        @Override
        public @Nullable Object next() {
            boolean separator = comma;
            comma = !comma;
            return separator ? COMMA : items.next();
        }
    }
}
