package io.picklewire.journal;

import io.picklewire.server.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables, and the version that they have. Used by one thread. */
final class Schema {
    /** Tells files of this program from others: "Pklw". */
    private static final int APPLICATION = 0x506B6C77;
    /** Grows when an older program could not read what a newer one has written. */
    private static final int VERSION = 1;

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int BUSY_MILLIS = 1000;
    private static final int LARGEST_WAL = 64 << 20;
    /** So much is written before it is moved to where it belongs, for which the device is waited for. */
    private static final int CHECKPOINT_PAGES = 4000;

    private final Connection connection;

    Schema(Connection connection) {
        this.connection = connection;
    }

    /**
     * Changes nothing.
     *
     * @throws StoreException when the file is no store, is of a newer program, or is damaged
     */
    static void check(Connection connection, Path folder) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (number(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
                return; // it is new
            }
            if (number(statement, "PRAGMA application_id") != APPLICATION) {
                throw new StoreException("picklewire.db in " + folder + " was not made by Picklewire", null);
            }
            long version = number(statement, "PRAGMA user_version");
            if (version > VERSION) {
                throw new StoreException(
                        "the store " + folder + " has version " + version + ", of a newer Picklewire; this one knows "
                                + VERSION + " and older",
                        null);
            }
            try (ResultSet found = statement.executeQuery("PRAGMA quick_check(1)")) {
                if (found.next() && !found.getString(1).equals("ok")) {
                    throw Failure.damaged(folder, found.getString(1));
                }
            }
        }
    }

    static void configure(Connection connection, Sync sync) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = " + (sync == Sync.DISK ? "FULL" : "NORMAL"));
            statement.execute("PRAGMA journal_size_limit = " + LARGEST_WAL);
            statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
        }
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    void create() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS store (name TEXT PRIMARY KEY, value) WITHOUT ROWID");
            statement.execute("CREATE TABLE IF NOT EXISTS object (ident TEXT PRIMARY KEY, number INTEGER NOT NULL,"
                    + " typeid TEXT NOT NULL, parts INTEGER NOT NULL) WITHOUT ROWID");
            statement.execute("CREATE TABLE IF NOT EXISTS part (ident TEXT NOT NULL, number INTEGER NOT NULL,"
                    + " place INTEGER NOT NULL, bytes BLOB NOT NULL, crc INTEGER NOT NULL,"
                    + " PRIMARY KEY (ident, number, place))");
            statement.execute("CREATE TABLE IF NOT EXISTS event (ident TEXT NOT NULL, number INTEGER NOT NULL,"
                    + " bytes BLOB NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (ident, number)) WITHOUT ROWID");
            statement.execute("PRAGMA application_id = " + APPLICATION);
            statement.execute("PRAGMA user_version = " + VERSION);
            statement.execute("DELETE FROM part WHERE NOT EXISTS (SELECT 1 FROM object"
                    + " WHERE object.ident = part.ident AND object.number = part.number)");
        }
    }

    /** What tells this store from others; made when it is. */
    String id() throws SQLException {
        String known = value("id");
        if (known != null) {
            return known;
        }
        String made = UUID.randomUUID().toString();
        set("id", made);
        return made;
    }

    /** Counts that the store is opened, and says how often it has been. */
    long countOpening() throws SQLException {
        String openings = value("openings");
        long count = openings == null ? 1 : Long.parseLong(openings) + 1;
        set("openings", String.valueOf(count));
        return count;
    }

    /** Remembers since when the machine has been up, and says whether it was the same time before. */
    boolean rememberBoot() throws SQLException {
        String now;
        try {
            now = Files.readString(BOOT).strip();
        } catch (IOException e) {
            return true; // where it cannot be known, processes cannot be told from each other either
        }
        String before = value("boot");
        set("boot", now);
        return now.equals(before);
    }

    private @Nullable String value(String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT value FROM store WHERE name = ?")) {
            query.setString(1, name);
            try (ResultSet result = query.executeQuery()) {
                return result.next() ? result.getString(1) : null;
            }
        }
    }

    private void set(String name, String value) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("INSERT OR REPLACE INTO store (name, value) VALUES (?, ?)")) {
            update.setString(1, name);
            update.setString(2, value);
            update.executeUpdate();
        }
    }
}
