package io.picklewire.server;

import io.picklewire.connection.LimitedLog;
import io.picklewire.python.PyException;
import io.picklewire.server.ServerListener.CallInfo;
import io.picklewire.shared.ClientId;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectEntry;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells a listener, if there is one, and keeps the server from what it throws. Any thread. */
final class Listening {
    private static final LimitedLog LOG = LimitedLog.of(Listening.class);

    private final ServerListener listener;
    private final EventClock clock;
    private final boolean isOn;

    Listening(ServerListener listener, EventClock clock) {
        this.listener = listener;
        this.clock = clock;
        this.isOn = listener != ServerListener.NONE;
    }

    private void tell(Consumer<ServerListener> what) {
        try {
            what.accept(listener);
        } catch (RuntimeException e) {
            LOG.failure("the listener failed", listener.getClass().getName(), e);
        }
    }

    void connected(ClientId client) {
        if (isOn) {
            tell(each -> each.connected(client));
        }
    }

    void disconnected(ClientId client) {
        if (isOn) {
            tell(each -> each.disconnected(client));
        }
    }

    void waits(Event.Called call, ObjectEntry target) {
        if (isOn) {
            tell(each -> each.waits(info(call, target)));
        }
    }

    void answered(Event.Called call, ObjectEntry target, @Nullable PyException failure) {
        if (isOn) {
            Duration duration = Duration.ofNanos(clock.time() - call.time());
            tell(each -> each.answered(info(call, target), duration, failure));
        }
    }

    void abandoned(Event.Called call, ObjectEntry target) {
        if (isOn) {
            tell(each -> each.abandoned(info(call, target)));
        }
    }

    void deadlock(List<ClientId> clients) {
        if (isOn) {
            tell(each -> each.deadlock(clients));
        }
    }

    private static CallInfo info(Event.Called call, ObjectEntry target) {
        return new CallInfo(
                call.client(), target.typeid(), target.ident(), call.request().method());
    }
}
