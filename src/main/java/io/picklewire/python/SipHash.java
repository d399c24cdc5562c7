package io.picklewire.python;

import java.security.SecureRandom;

/**
 * SipHash-1-3 over 64-bit words, under a key drawn anew in each JVM: nobody can craft values that collide. Source:
 * Aumasson and Bernstein, the hash of CPython's own {@code str}. One hash per instance; not thread-safe.
 */
final class SipHash {
    private static final int CHARS_PER_WORD = 4;
    private static final long KEY_0 = new SecureRandom().nextLong();
    private static final long KEY_1 = new SecureRandom().nextLong();

    private long v0 = KEY_0 ^ 0x736f6d6570736575L;
    private long v1 = KEY_1 ^ 0x646f72616e646f6dL;
    private long v2 = KEY_0 ^ 0x6c7967656e657261L;
    private long v3 = KEY_1 ^ 0x7465646279746573L;

    /** The hash of one word. */
    static int of(long word) {
        return new SipHash().add(word).finish();
    }

    /** The hash of two words. */
    static int of(long first, long second) {
        return new SipHash().add(first).add(second).finish();
    }

    static int of(CharSequence text) {
        SipHash hash = new SipHash();
        long word = 0;
        for (int i = 0; i < text.length(); i++) {
            word = (word << Character.SIZE) | text.charAt(i);
            if (i % CHARS_PER_WORD == CHARS_PER_WORD - 1) {
                hash.add(word);
                word = 0;
            }
        }
        return hash.add(word).add(text.length()).finish();
    }

    static int of(byte[] bytes) {
        SipHash hash = new SipHash();
        long word = 0;
        for (int i = 0; i < bytes.length; i++) {
            word = (word << Byte.SIZE) | (bytes[i] & 0xff);
            if (i % Long.BYTES == Long.BYTES - 1) {
                hash.add(word);
                word = 0;
            }
        }
        return hash.add(word).add(~(long) bytes.length).finish();
    }

    SipHash add(long word) {
        v3 ^= word;
        round();
        v0 ^= word;
        return this;
    }

    int finish() {
        v2 ^= 0xff;
        round();
        round();
        round();
        long hash = v0 ^ v1 ^ v2 ^ v3;
        return (int) (hash ^ (hash >>> 32));
    }

    private void round() {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
    }
}
