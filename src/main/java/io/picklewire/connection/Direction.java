package io.picklewire.connection;

/** Which way an end of a connection may be used: a pipe can be one-way. */
enum Direction {
    BOTH(true, true),
    RECEIVING(true, false),
    SENDING(false, true);

    private final boolean isReadable;
    private final boolean isWritable;

    Direction(boolean isReadable, boolean isWritable) {
        this.isReadable = isReadable;
        this.isWritable = isWritable;
    }

    boolean isReadable() {
        return isReadable;
    }

    boolean isWritable() {
        return isWritable;
    }
}
