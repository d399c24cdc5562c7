package io.picklewire.journal;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The objects that are written whole. */
final class StoredObjects extends StoredRows<byte[]> {
    private final Map<String, Long> known;
    private boolean hasRow;
    private boolean isBegun;

    /** @param known takes up to which number each object knows the events */
    StoredObjects(Connection connection, Path folder, Map<String, Long> known) {
        super(
                connection,
                folder,
                "SELECT object.ident, object.number, place, bytes, crc, parts FROM object LEFT JOIN part"
                        + " ON part.ident = object.ident AND part.number = object.number ORDER BY object.ident, place");
        this.known = known;
    }

    @Override
    byte @Nullable [] read(ResultSet from) throws SQLException {
        if (!isBegun) {
            isBegun = true;
            hasRow = from.next();
        }
        if (!hasRow) {
            return null;
        }
        String ident = from.getString(1);
        long number = from.getLong(2);
        known.put(ident, number);
        int parts = from.getInt(6);
        byte[] first = part(from, ident, number, 0);
        ByteArrayOutputStream all = new ByteArrayOutputStream(
                parts == 1 ? 0 : (int) Math.min(Integer.MAX_VALUE - 8L, (long) first.length * parts));
        int place = 1;
        for (hasRow = from.next(); hasRow && from.getString(1).equals(ident); hasRow = from.next()) {
            all.writeBytes(place == 1 ? first : new byte[0]);
            all.writeBytes(part(from, ident, number, place++));
        }
        if (place != parts) {
            throw Failure.damaged(folder(), "the object " + ident + " has " + place + " parts of " + parts);
        }
        return parts == 1 ? first : all.toByteArray();
    }

    private byte[] part(ResultSet from, String ident, long number, int place) throws SQLException {
        byte[] bytes = from.getBytes(4);
        if (bytes == null || from.getInt(3) != place || Checksum.of(ident, number + place, bytes) != from.getLong(5)) {
            throw Failure.damaged(folder(), "part " + place + " of the object " + ident);
        }
        return bytes;
    }
}
