package io.picklewire.server;

import io.picklewire.shared.EventLog;
import io.picklewire.shared.ObjectLimits;
import java.time.Duration;

/**
 * What a server is told besides what it shares, and where it listens.
 *
 * @param linger how long an object without references stays
 * @param limits how many objects there may be
 * @param log is told of every event
 * @param listener is told what happens
 */
record ServerSettings(Duration linger, ObjectLimits limits, EventLog log, ServerListener listener) {
    static final ServerSettings DEFAULT =
            new ServerSettings(Duration.ofSeconds(60), ObjectLimits.DEFAULT, EventLog.NONE, ServerListener.NONE);

    ServerSettings with(Duration duration) {
        return new ServerSettings(duration, limits, log, listener);
    }

    ServerSettings with(ObjectLimits most) {
        return new ServerSettings(linger, most, log, listener);
    }

    ServerSettings with(EventLog eventLog) {
        return new ServerSettings(linger, limits, eventLog, listener);
    }

    ServerSettings with(ServerListener serverListener) {
        return new ServerSettings(linger, limits, log, serverListener);
    }
}
