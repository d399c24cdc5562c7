package io.picklewire.python;

public final class PyText {
    private final int[] p;

    private PyText(int[] p) {
        this.p = p;
    }

    public static Object of(int[] p) {
        String s = new String(p, 0, p.length);
        return s.codePointCount(0, s.length()) == p.length ? s : new PyText(p);
    }

    public int[] codePoints() {
        return p;
    }
}
