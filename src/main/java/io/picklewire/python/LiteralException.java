package io.picklewire.python;

/** A text begins as a Python literal does, and is none; the message says where and why. */
public final class LiteralException extends IllegalArgumentException {
    /** @param column the place in the text, from 0 on */
    LiteralException(int column, String why) {
        super("at character " + (column + 1) + ": " + why);
    }
}
