package io.picklewire.python;

import java.util.IdentityHashMap;

/** Sets of containers taken to be equal, by identity: a union-find, so that n of them are joined n times at most. */
final class UnionFind {
    private final IdentityHashMap<Object, Object> parents = new IdentityHashMap<>();

    /** Joins the sets of two; false when they are in one already. */
    boolean join(Object a, Object b) {
        Object x = root(a);
        Object y = root(b);
        if (x == y) {
            return false;
        }
        parents.put(x, y);
        return true;
    }

    /** Whether two are in one set. */
    boolean areJoined(Object a, Object b) {
        return root(a) == root(b);
    }

    private Object root(Object member) {
        Object root = member;
        for (Object parent = parents.get(root); parent != null; parent = parents.get(root)) {
            root = parent;
        }
        for (Object each = member; each != root; ) {
            Object next = parents.put(each, root);
            each = next == null ? root : next;
        }
        return root;
    }
}
