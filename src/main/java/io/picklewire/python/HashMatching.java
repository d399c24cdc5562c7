package io.picklewire.python;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds for each key of a dict, or member of a set, its equal in another, by hash. */
final class HashMatching {
    /** Only keys with equal hashes need more than one level, and these are few. */
    private static final int LEVEL_LIMIT = 50;

    private final Equality equality;
    private final Hash hash = new Hash();

    HashMatching(Equality equality) {
        this.equality = equality;
    }

    static Collection<? extends Map.Entry<?, ?>> entries(Map<?, ?> map) {
        return map.entrySet();
    }

    /** A set as a dict whose values are all None. */
    static Collection<? extends Map.Entry<?, ?>> entries(Set<?> set) {
        List<Map.Entry<@Nullable Object, @Nullable Object>> entries = new ArrayList<>(set.size());
        for (Object member : set) {
            entries.add(new SimpleImmutableEntry<>(member, null));
        }
        return entries;
    }

    /** False when an entry of one has no equal in the other; both have the same size. */
    boolean all(Collection<? extends Map.Entry<?, ?>> some, Collection<? extends Map.Entry<?, ?>> others) {
        Map<Integer, List<Map.Entry<?, ?>>> byHash = new HashMap<>();
        for (Map.Entry<?, ?> other : others) {
            byHash.computeIfAbsent(hash.part(other.getKey()), key -> new ArrayList<>(1))
                    .add(other);
        }
        for (Map.Entry<?, ?> entry : some) {
            List<Map.Entry<?, ?>> candidates = byHash.get(hash.part(entry.getKey()));
            Map.Entry<?, ?> match = candidates == null ? null : match(entry.getKey(), candidates);
            if (match == null || !equality.part(entry.getValue(), match.getValue())) {
                return false;
            }
        }
        return true;
    }

    private Map.@Nullable Entry<?, ?> match(@Nullable Object key, List<Map.Entry<?, ?>> candidates) {
        if (candidates.size() == 1) {
            Map.Entry<?, ?> only = candidates.get(0);
            return equality.part(key, only.getKey()) ? only : null;
        }
        if (equality.level() == LEVEL_LIMIT) {
            throw PyException.recursionError("maximum recursion depth exceeded in comparison");
        }
        for (Map.Entry<?, ?> candidate : candidates) {
            if (new Equality(equality.level() + 1).whole(key, candidate.getKey())) {
                return candidate;
            }
        }
        return null;
    }
}
