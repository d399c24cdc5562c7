package io.picklewire.cli;

import io.picklewire.journal.SqliteStore;
import io.picklewire.journal.Sync;
import io.picklewire.server.ManagerServerBuilder;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what outlives the server. */
final class StoreOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Keeps all objects in that folder: they are there again after a restart, whatever ended the server."
                            + " The folder is made if need be, and is one server's at a time.")
    private @Nullable Path data;

    @Option(
            names = "--sync",
            paramLabel = "WHAT",
            converter = SyncName.class,
            description =
                    "What --data survives: process, the end of the server; or disk, a power failure too, for which each"
                            + " answer waits until the device has what it says. Default: process")
    private @Nullable Sync sync;

    /** For picocli. */
    StoreOptions() {}

    /** Reads the name of a {@link Sync}. */
    static final class SyncName implements ITypeConverter<Sync> {
        @Override
        public Sync convert(String name) {
            try {
                return Sync.valueOf(name.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + name + "': allowed are process and disk");
            }
        }
    }

    /** @throws IllegalArgumentException when there is a way to keep things and no place */
    void register(ManagerServerBuilder builder) {
        if (data != null && data.toString().isEmpty()) {
            throw new IllegalArgumentException("--data '': a folder is expected");
        }
        if (data != null) {
            SqliteStore store = SqliteStore.in(data);
            builder.store(sync == null ? store : store.sync(sync));
        } else if (sync != null) {
            throw new IllegalArgumentException("--sync says what --data DIR survives; give that too");
        }
    }
}
