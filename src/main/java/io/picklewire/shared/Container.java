package io.picklewire.shared;

/** A built-in object that contains others, and can be iterated over. Any thread. */
abstract sealed class Container<T extends Container<T>> extends BuiltInObject<T>
        permits SharedDeque, SharedDict, SharedList, SharedSet {
    /** One that contains the same now, and that nobody else has. */
    abstract Container<T> duplicate();

    @Override
    public abstract Object value();
}
