package io.picklewire.journal;

import io.picklewire.server.EventStore;
import io.picklewire.server.EventStore.Change;
import io.picklewire.server.EventStore.Events;
import io.picklewire.server.EventStore.Gone;
import io.picklewire.server.EventStore.Part;
import io.picklewire.server.EventStore.Whole;
import io.picklewire.server.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
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
    private final Path folder;
    private final FolderLock lock;
    private final Connection connection;
    private final String id;
    private final long openings;
    private final boolean isSameBoot;
    /** Of each object that is written whole, up to which number it knows the events. */
    private final Map<String, Long> known = new HashMap<>();

    private Deque<Trim> trims = new ArrayDeque<>();
    private volatile boolean isTidying;
    private Statements statements;

    private record Trim(String ident, long number) {}

    private Database(Path folder, FolderLock lock, Connection connection) throws SQLException {
        this.folder = folder;
        this.lock = lock;
        this.connection = connection;
        Schema schema = new Schema(connection);
        connection.setAutoCommit(false);
        schema.create();
        this.id = schema.id();
        this.openings = schema.countOpening();
        this.isSameBoot = schema.rememberBoot();
        connection.commit();
        connection.setAutoCommit(true);
        this.statements = new Statements(connection);
    }

    static Database open(Path folder, Sync sync) {
        FolderLock lock = FolderLock.take(folder);
        Path file = folder.resolve("picklewire.db");
        Connection connection = null;
        try {
            if (Files.isDirectory(file)) {
                throw new StoreException(
                        "the store " + folder + " cannot be opened: picklewire.db is a folder there", null);
            }
            NativeLibrary.load();
            Properties settings = new Properties();
            // Else each insert is followed by a query for its key, which costs as much.
            settings.setProperty("jdbc.get_generated_keys", "false");
            connection = DriverManager.getConnection("jdbc:sqlite:" + file, settings);
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

    private static void close(@Nullable Connection connection, FolderLock lock) {
        try (lock) {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.warn("the store was not closed in order; nothing is lost: {}", e.getMessage());
        }
    }

    @Override
    public String id() {
        return id;
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
        List<Events> events = new ArrayList<>();
        new StoredEvents(connection, folder, this::isKnown).forEachRemaining(events::add);
        // They are stored by object; they are few objects, mostly, so that this takes little.
        events.sort(Comparator.comparingLong(Events::number));
        return events.iterator();
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
                statements.add(events); // a transaction of its own
                return;
            }
            statements.begin().execute();
            Deque<Trim> rest = new ArrayDeque<>(trims);
            for (Change change : changes) {
                make(change, rest);
            }
            trim(rest);
            statements.commit().execute();
            trims = rest;
            isTidying = !trims.isEmpty();
        } catch (SQLException e) {
            undo();
            throw Failure.of(folder, "be written", e);
        }
    }

    /** Some failures have ended the transaction already. Statements that failed cannot be used again. */
    private void undo() {
        try {
            statements.rollback().execute();
        } catch (SQLException e) {
            LOG.debug("there was nothing to roll back: {}", e.getMessage());
        }
        try {
            statements.close();
            statements = new Statements(connection);
        } catch (SQLException e) {
            LOG.debug("statements that failed were not closed in order: {}", e.getMessage());
        }
    }

    /** An object that is gone has few events; of one that is written whole, those that do not count go little by little. */
    private void make(Change change, Deque<Trim> rest) throws SQLException {
        if (change instanceof Events events) {
            statements.add(events);
        } else if (change instanceof Part part) {
            statements.add(part);
        } else if (change instanceof Whole whole) {
            statements.set(whole);
            rest.add(new Trim(whole.ident(), whole.number()));
        } else if (change instanceof Gone gone) {
            statements.drop(gone);
            rest.add(new Trim(gone.ident(), Long.MAX_VALUE));
        }
    }

    private void trim(Deque<Trim> rest) throws SQLException {
        for (int count = rest.size(); count > 0; count--) {
            Trim trim = rest.remove();
            boolean isGone = trim.number() == Long.MAX_VALUE;
            boolean isDone;
            do {
                isDone = statements.trim(trim.ident(), trim.number());
            } while (isGone && !isDone);
            if (!isDone) {
                rest.add(trim);
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
