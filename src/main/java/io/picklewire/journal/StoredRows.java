package io.picklewire.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** What a query gives, one thing after the other, each as it is asked for. Used by one thread. */
abstract class StoredRows<T> implements Iterator<T> {
    private final Path folder;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private @Nullable T next;
    private boolean isOver;

    StoredRows(Connection connection, Path folder, String query) {
        this.folder = folder;
        try {
            this.statement = connection.prepareStatement(query);
            this.rows = statement.executeQuery();
        } catch (SQLException e) {
            throw Failure.of(folder, "be read", e);
        }
    }

    final Path folder() {
        return folder;
    }

    /** Reads what comes next; null at the end. */
    abstract @Nullable T read(ResultSet from) throws SQLException;

    @Override
    public final boolean hasNext() {
        try {
            if (next == null && !isOver) {
                next = read(rows);
                if (next == null) {
                    isOver = true;
                    statement.close();
                }
            }
            return next != null;
        } catch (SQLException e) {
            throw Failure.of(folder, "be read", e);
        }
    }

    @Override
    public final T next() {
        T found = hasNext() ? next : null;
        if (found == null) {
            throw new NoSuchElementException();
        }
        next = null;
        return found;
    }
}
