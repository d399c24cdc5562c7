package io.picklewire.journal;

import io.picklewire.server.EventStore.Events;
import io.picklewire.server.EventStore.Gone;
import io.picklewire.server.EventStore.Part;
import io.picklewire.server.EventStore.Whole;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The statements that change a store. Used by one thread at a time. */
final class Statements implements AutoCloseable {
    /** So many events that do not count are dropped at a time. */
    private static final int TRIMMED = 500;

    private final List<PreparedStatement> all = new ArrayList<>();
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement rollback;
    private final PreparedStatement addEvents;
    private final PreparedStatement addPart;
    private final PreparedStatement setWhole;
    private final PreparedStatement dropParts;
    private final PreparedStatement dropObject;
    private final PreparedStatement trimEvents;

    Statements(Connection connection) throws SQLException {
        begin = prepare(connection, "BEGIN IMMEDIATE");
        commit = prepare(connection, "COMMIT");
        rollback = prepare(connection, "ROLLBACK");
        addEvents = prepare(connection, "INSERT INTO event (number, ident, bytes, crc) VALUES (?, ?, ?, ?)");
        addPart = prepare(
                connection, "INSERT OR REPLACE INTO part (ident, number, place, bytes, crc) VALUES (?, ?, ?, ?, ?)");
        setWhole =
                prepare(connection, "INSERT OR REPLACE INTO object (ident, number, typeid, parts) VALUES (?, ?, ?, ?)");
        dropParts = prepare(connection, "DELETE FROM part WHERE ident = ? AND number <> ?");
        dropObject = prepare(connection, "DELETE FROM object WHERE ident = ?");
        trimEvents = prepare(
                connection,
                "DELETE FROM event WHERE ident = ?1 AND number IN"
                        + " (SELECT number FROM event WHERE ident = ?1 AND number <= ?2 LIMIT " + TRIMMED + ")");
    }

    private PreparedStatement prepare(Connection connection, String text) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        all.add(statement);
        return statement;
    }

    PreparedStatement begin() {
        return begin;
    }

    PreparedStatement commit() {
        return commit;
    }

    PreparedStatement rollback() {
        return rollback;
    }

    void add(Events events) throws SQLException {
        addEvents.setLong(1, events.number());
        addEvents.setString(2, events.ident());
        addEvents.setBytes(3, events.events());
        addEvents.setLong(4, Checksum.of(events.ident(), events.number(), events.events()));
        addEvents.executeUpdate();
    }

    void add(Part part) throws SQLException {
        addPart.setString(1, part.ident());
        addPart.setLong(2, part.number());
        addPart.setInt(3, part.place());
        addPart.setBytes(4, part.bytes());
        addPart.setLong(5, Checksum.of(part.ident(), part.number() + part.place(), part.bytes()));
        addPart.executeUpdate();
    }

    void set(Whole whole) throws SQLException {
        setWhole.setString(1, whole.ident());
        setWhole.setLong(2, whole.number());
        setWhole.setString(3, whole.typeid());
        setWhole.setInt(4, whole.parts());
        setWhole.executeUpdate();
        dropParts(whole.ident(), whole.number());
    }

    private void dropParts(String ident, long allBut) throws SQLException {
        dropParts.setString(1, ident);
        dropParts.setLong(2, allBut);
        dropParts.executeUpdate();
    }

    void drop(Gone gone) throws SQLException {
        dropObject.setString(1, gone.ident());
        dropObject.executeUpdate();
        dropParts(gone.ident(), Long.MIN_VALUE);
    }

    /** Drops some of an object's events up to that number; says whether those were all. */
    boolean trim(String ident, long number) throws SQLException {
        trimEvents.setString(1, ident);
        trimEvents.setLong(2, number);
        return trimEvents.executeUpdate() < TRIMMED;
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement each : all) {
            each.close();
        }
    }
}
