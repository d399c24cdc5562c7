package io.picklewire.python;

import java.nio.charset.StandardCharsets;

public final class Py2Str {
    private final byte[] b;

    private Py2Str(byte[] b) {
        this.b = b;
    }

    public static Py2Str of(byte[] b) {
        return new Py2Str(b);
    }

    public byte[] bytes() {
        return b;
    }

    public boolean isAscii() {
        for (byte x : b) if (x < 0) return false;
        return true;
    }

    public String text() {
        return new String(b, StandardCharsets.US_ASCII);
    }
}
