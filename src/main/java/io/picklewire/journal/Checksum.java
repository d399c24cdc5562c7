package io.picklewire.journal;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Tells a row that is as it was written from one that is damaged. */
final class Checksum {
    private Checksum() {}

    static long of(String ident, long number, byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(ident.getBytes(StandardCharsets.UTF_8));
        for (long rest = number; rest != 0; rest >>>= Byte.SIZE) {
            crc.update((int) rest);
        }
        crc.update(bytes);
        return crc.getValue();
    }
}
