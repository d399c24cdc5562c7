package io.picklewire.journal;

import io.picklewire.server.EventStore;
import io.picklewire.server.EventStore.Change;
import io.picklewire.server.EventStore.Events;
import io.picklewire.server.EventStore.Gone;
import io.picklewire.server.EventStore.Part;
import io.picklewire.server.EventStore.Whole;
import io.picklewire.server.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that is open: one connection to one file. Used by one thread at a time.
 *
 * <pre>
 * object (ident, number, typeid, parts) an object that is written whole; it knows the events up to that number
 * part (ident, number, place, bytes)    its parts
 * event (number, ident, bytes)          events of one object that came together; those up to its number do not count
 * store (name, value)                   how often the store was opened, and what the machine was then
 * </pre>
 */
final class Database implements EventStore.Opened {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    /** So many events that do not count are dropped with each write. */
    private static final int TRIMMED = 500;

    private final Path folder;
    private final FolderLock lock;
    private final Connection connection;
    private final long openings;
    private final boolean isSameBoot;
    /** Of each object that is written whole, up to which number it knows the events. */
    private final Map<String, Long> known = new HashMap<>();

    private final Deque<Trim> trims = new ArrayDeque<>();
    private volatile boolean isTidying;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement rollback;
    private final PreparedStatement addEvents;
    private final PreparedStatement addPart;
    private final PreparedStatement setWhole;
    private final PreparedStatement dropParts;
    private final PreparedStatement dropObject;
    private final PreparedStatement trimEvents;

    private record Trim(String ident, long number) {}

    private Database(Path folder, FolderLock lock, Connection connection) throws SQLException {
        this.folder = folder;
        this.lock = lock;
        this.connection = connection;
        this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
        this.commit = connection.prepareStatement("COMMIT");
        this.rollback = connection.prepareStatement("ROLLBACK");
        begin.execute();
        Schema schema = new Schema(connection);
        schema.create();
        this.openings = schema.countOpening();
        this.isSameBoot = schema.rememberBoot();
        commit.execute();
        this.addEvents =
                connection.prepareStatement("INSERT INTO event (number, ident, bytes, crc) VALUES (?, ?, ?, ?)");
        this.addPart = connection.prepareStatement(
                "INSERT INTO part (ident, number, place, bytes, crc) VALUES (?, ?, ?, ?, ?)");
        this.setWhole = connection.prepareStatement(
                "INSERT OR REPLACE INTO object (ident, number, typeid, parts) VALUES (?, ?, ?, ?)");
        this.dropParts = connection.prepareStatement("DELETE FROM part WHERE ident = ? AND number <> ?");
        this.dropObject = connection.prepareStatement("DELETE FROM object WHERE ident = ?");
        this.trimEvents = connection.prepareStatement("DELETE FROM event WHERE number IN"
                + " (SELECT number FROM event WHERE ident = ? AND number <= ? LIMIT " + TRIMMED + ")");
    }

    static Database open(Path folder, Sync sync) {
        FolderLock lock = FolderLock.take(folder);
        Connection connection = null;
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("picklewire.db"));
            Schema.check(connection, folder);
            Schema.configure(connection, sync);
            return new Database(folder, lock, connection);
        } catch (SQLException e) {
            close(connection, lock);
            throw Failure.of(folder, "be opened", e);
        } catch (StoreException e) {
            close(connection, lock);
            throw e;
        }
    }

    private static void close(@org.jspecify.annotations.Nullable Connection connection, FolderLock lock) {
        try (lock) {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.warn("the store was not closed in order; nothing is lost: {}", e.getMessage());
        }
    }

    @Override
    public long openings() {
        return openings;
    }

    @Override
    public boolean isSameBoot() {
        return isSameBoot;
    }

    @Override
    public Iterator<byte[]> objects() {
        return new StoredObjects(connection, folder, known);
    }

    @Override
    public Iterator<Events> events() {
        return new StoredEvents(connection, folder, this::isKnown);
    }

    /** Whether events are in an object that was written whole since; then they are to go. */
    private boolean isKnown(String ident, long number) {
        Long whole = known.get(ident);
        if (whole == null || number > whole) {
            return false;
        }
        if (trims.stream().noneMatch(trim -> trim.ident().equals(ident))) {
            trims.add(new Trim(ident, whole));
            isTidying = true;
        }
        return true;
    }

    @Override
    public void write(List<Change> changes) {
        try {
            if (changes.size() == 1 && changes.get(0) instanceof Events events && trims.isEmpty()) {
                add(events); // a transaction of its own
                return;
            }
            begin.execute();
            for (Change change : changes) {
                make(change);
            }
            trim();
            commit.execute();
            isTidying = !trims.isEmpty();
        } catch (SQLException e) {
            undo();
            throw Failure.of(folder, "be written", e);
        }
    }

    /** Some failures have ended the transaction already. */
    private void undo() {
        try {
            rollback.execute();
        } catch (SQLException e) {
            LOG.debug("there was nothing to roll back: {}", e.getMessage());
        }
    }

    private void make(Change change) throws SQLException {
        if (change instanceof Events events) {
            add(events);
        } else if (change instanceof Part part) {
            add(part);
        } else if (change instanceof Whole whole) {
            set(whole);
        } else if (change instanceof Gone gone) {
            drop(gone);
        }
    }

    private void add(Events events) throws SQLException {
        addEvents.setLong(1, events.number());
        addEvents.setString(2, events.ident());
        addEvents.setBytes(3, events.events());
        addEvents.setLong(4, Checksum.of(events.ident(), events.number(), events.events()));
        addEvents.executeUpdate();
    }

    private void add(Part part) throws SQLException {
        addPart.setString(1, part.ident());
        addPart.setLong(2, part.number());
        addPart.setInt(3, part.place());
        addPart.setBytes(4, part.bytes());
        addPart.setLong(5, Checksum.of(part.ident(), part.number() + part.place(), part.bytes()));
        addPart.executeUpdate();
    }

    private void set(Whole whole) throws SQLException {
        setWhole.setString(1, whole.ident());
        setWhole.setLong(2, whole.number());
        setWhole.setString(3, whole.typeid());
        setWhole.setInt(4, whole.parts());
        setWhole.executeUpdate();
        dropParts.setString(1, whole.ident());
        dropParts.setLong(2, whole.number());
        dropParts.executeUpdate();
        trims.add(new Trim(whole.ident(), whole.number()));
    }

    private void drop(Gone gone) throws SQLException {
        dropObject.setString(1, gone.ident());
        dropObject.executeUpdate();
        dropParts.setString(1, gone.ident());
        dropParts.setLong(2, Long.MIN_VALUE);
        dropParts.executeUpdate();
        trims.add(new Trim(gone.ident(), Long.MAX_VALUE));
    }

    /** An object that is gone has few events; of one that is written whole, what is left does not count. */
    private void trim() throws SQLException {
        for (int rest = trims.size(); rest > 0; rest--) {
            Trim trim = trims.remove();
            boolean isGone = trim.number() == Long.MAX_VALUE;
            int dropped;
            do {
                trimEvents.setString(1, trim.ident());
                trimEvents.setLong(2, trim.number());
                dropped = trimEvents.executeUpdate();
            } while (isGone && dropped == TRIMMED);
            if (dropped == TRIMMED) {
                trims.add(trim);
            }
        }
    }

    @Override
    public boolean isTidying() {
        return isTidying;
    }

    @Override
    public void close() {
        close(connection, lock);
    }
}
