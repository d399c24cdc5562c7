package io.picklewire.journal;

import io.picklewire.server.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** What SQLite reports, in words that help. */
final class Failure {
    /** SQLite's result codes, without what is specific. */
    private static final int BUSY = 5;

    private static final int READONLY = 8;
    private static final int IOERR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANTOPEN = 14;
    private static final int NOTADB = 26;
    private static final int CODE = 0xFF;
    private static final long LITTLE_ROOM = 1 << 20;

    private Failure() {}

    /** @param what what it cannot: be read, be written */
    static StoreException of(Path folder, String what, SQLException failure) {
        int code = failure.getErrorCode() & CODE;
        boolean isFull = code == FULL || ((code == IOERR || code == CANTOPEN) && hasLittleRoom(folder));
        String why = isFull
                ? "no space left on the device"
                : switch (code) {
                    case CORRUPT, NOTADB -> "it is damaged";
                    case READONLY -> "it is read-only";
                    case BUSY -> "another program writes to it";
                    default -> "SQLite says: " + failure.getMessage();
                };
        return new StoreException("the store " + folder + " cannot " + what + ": " + why, isFull, failure);
    }

    static StoreException damaged(Path folder, String how) {
        return new StoreException(
                "the store " + folder + " cannot be read: it is damaged ("
                        + how.strip().replaceAll("\\s+", " ") + ")",
                null);
    }

    private static boolean hasLittleRoom(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace() < LITTLE_ROOM;
        } catch (IOException e) {
            return false;
        }
    }
}
