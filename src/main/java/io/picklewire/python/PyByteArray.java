package io.picklewire.python;

public final class PyByteArray {
    private final byte[] b;

    public PyByteArray(byte[] b) {
        this.b = b;
    }

    public byte[] bytes() {
        return b;
    }
}
