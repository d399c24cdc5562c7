package io.picklewire.shared;

import java.util.Locale;

/** A built-in object that contains others, and can be iterated over. Any thread. */
abstract sealed class Container<T extends Container<T>> extends BuiltInObject<T>
        permits SharedDeque, SharedDict, SharedList, SharedSet {
    /** One that contains the same now, and that nobody else has. */
    abstract Container<T> duplicate();

    @Override
    String typeName() {
        return super.typeName().toLowerCase(Locale.ROOT);
    }

    @Override
    public abstract Object value();
}
