package io.picklewire.server;

import io.picklewire.auth.AuthKey;
import io.picklewire.shared.EventLog;
import io.picklewire.shared.ObjectLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a server is told besides what it shares, and where it listens.
 *
 * @param linger how long an object without references stays
 * @param limits how many objects there may be
 * @param log is told of every event
 * @param listener is told what happens
 * @param workers starts the workers of pools; null where there are to be none
 * @param pools the names of the pools that clients share
 * @param leastBytes so large are the events of an object, or as large as the object, before it is written in their place
 * @param store keeps events; null where there is none
 * @param authkey the key of its clients; null as long as it is not set
 */
record ServerSettings(
        Duration linger,
        ObjectLimits limits,
        EventLog log,
        ServerListener listener,
        @Nullable WorkerStarter workers,
        List<String> pools,
        @Nullable AuthKey authkey,
        @Nullable EventStore store,
        int leastBytes) {
    static final ServerSettings DEFAULT = new ServerSettings(
            Duration.ofSeconds(60),
            ObjectLimits.DEFAULT,
            EventLog.NONE,
            ServerListener.NONE,
            null,
            List.of(),
            null,
            null,
            64 << 10);

    /** The key, of a server that listens: no listener is opened without one. */
    AuthKey key() {
        return Objects.requireNonNull(authkey, "the key");
    }

    ServerSettings with(Duration duration) {
        return new ServerSettings(duration, limits, log, listener, workers, pools, authkey, store, leastBytes);
    }

    ServerSettings with(ObjectLimits most) {
        return new ServerSettings(linger, most, log, listener, workers, pools, authkey, store, leastBytes);
    }

    ServerSettings with(EventLog eventLog) {
        return new ServerSettings(linger, limits, eventLog, listener, workers, pools, authkey, store, leastBytes);
    }

    ServerSettings with(ServerListener serverListener) {
        return new ServerSettings(linger, limits, log, serverListener, workers, pools, authkey, store, leastBytes);
    }

    ServerSettings with(WorkerStarter starter) {
        return new ServerSettings(linger, limits, log, listener, starter, pools, authkey, store, leastBytes);
    }

    ServerSettings with(AuthKey key) {
        return new ServerSettings(linger, limits, log, listener, workers, pools, key, store, leastBytes);
    }

    ServerSettings with(EventStore eventStore) {
        return new ServerSettings(linger, limits, log, listener, workers, pools, authkey, eventStore, leastBytes);
    }

    ServerSettings withLeastBytes(int bytes) {
        return new ServerSettings(linger, limits, log, listener, workers, pools, authkey, store, bytes);
    }

    ServerSettings withPool(String name) {
        List<String> all = new ArrayList<>(pools);
        all.add(name);
        return new ServerSettings(linger, limits, log, listener, workers, List.copyOf(all), authkey, store, leastBytes);
    }
}
