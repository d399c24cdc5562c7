package io.picklewire.server;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.process.ProcessId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Starts the workers of the pools that clients make. Any thread. */
public interface WorkerStarter extends AutoCloseable {
    /**
     * The server listens from now on.
     *
     * @param clients makes a client of an object, by its ident
     */
    void begin(List<Address> addresses, AuthKey key, Function<String, LocalClient> clients);

    /**
     * Keeps places free for the workers of a new pool.
     *
     * @param wanted how many workers the client wants; empty when it leaves that to the server
     * @param client the process that makes the pool, where that is known
     * @return completes with the places, perhaps after those of pools that end have become free; fails with a
     *     {@link io.picklewire.python.PyException} when there are not so many
     * @throws io.picklewire.python.PyException when it is not known what to start
     */
    CompletionStage<Places> take(OptionalInt wanted, Optional<ProcessId> client);

    /** Places for the workers of one pool. */
    interface Places {
        /** How many there are. */
        int count();

        /**
         * Starts the workers; the places are free again when they have ended.
         *
         * @param ident of the pool
         */
        void start(String ident);

        /** There is no pool after all. */
        void giveBack();
    }

    /** Ends all workers, and returns when they have ended. */
    @Override
    void close();
}
