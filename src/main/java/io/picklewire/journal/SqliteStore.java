package io.picklewire.journal;

import io.picklewire.server.EventStore;
import io.picklewire.server.StoreException;
import java.nio.file.Path;

/**
 * Keeps a server's events in a folder, with SQLite: {@code picklewire.db} there can be read with {@code sqlite3} and Python's
 * {@code sqlite3} while the server runs. Needs {@code org.xerial:sqlite-jdbc}. Immutable; any thread.
 */
public final class SqliteStore implements EventStore {
    private final Path folder;
    private final Sync sync;

    private SqliteStore(Path folder, Sync sync) {
        this.folder = folder;
        this.sync = sync;
    }

    /** A store in a folder, which is made if it is not there. It survives the end of the process. */
    public static SqliteStore in(Path folder) {
        return new SqliteStore(folder, Sync.PROCESS);
    }

    /** The same store, which survives that. */
    public SqliteStore sync(Sync what) {
        return new SqliteStore(folder, what);
    }

    @Override
    public Opened open() {
        try {
            Class.forName("org.sqlite.JDBC");
        } catch (ClassNotFoundException | LinkageError e) {
            throw new StoreException(
                    "SQLite is missing: org.xerial:sqlite-jdbc has to be on the class path (" + e + ")", e);
        }
        return Database.open(folder, sync);
    }

    @Override
    public boolean isSynchronous() {
        return sync == Sync.DISK;
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
