package io.picklewire.journal;

import io.picklewire.server.EventStore.Events;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The events that count. */
final class StoredEvents extends StoredRows<Events> {
    private final BiPredicate<String, Long> isKnown;

    /** @param isKnown whether the object is written whole with those events */
    StoredEvents(Connection connection, Path folder, BiPredicate<String, Long> isKnown) {
        super(connection, folder, "SELECT number, ident, bytes, crc FROM event ORDER BY ident, number");
        this.isKnown = isKnown;
    }

    @Override
    @Nullable
    Events read(ResultSet from) throws SQLException {
        while (from.next()) {
            Events events = new Events(from.getLong(1), from.getString(2), from.getBytes(3));
            if (Checksum.of(events.ident(), events.number(), events.events()) != from.getLong(4)) {
                throw Failure.damaged(folder(), "events " + events.number());
            }
            if (!isKnown.test(events.ident(), events.number())) {
                return events;
            }
        }
        return null;
    }
}
