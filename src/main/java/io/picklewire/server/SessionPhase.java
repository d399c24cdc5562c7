package io.picklewire.server;

import io.picklewire.connection.LimitedLog;
import io.picklewire.connection.Link;
import io.picklewire.python.PyException;
import io.picklewire.session.Frame;

/** A connection through which a client resumes its {@link Session}. Runs on the connection's event loop. */
final class SessionPhase implements Phase {
    private static final LimitedLog LOG = LimitedLog.of(SessionPhase.class);

    private final Session session;
    private final Link link;

    SessionPhase(Session session, Link link) {
        this.session = session;
        this.link = link;
    }

    @Override
    public Phase received(byte[] message) {
        try {
            session.take(Frame.read(message));
        } catch (IllegalArgumentException e) {
            LOG.warn("a broken session", link.peer(), () -> e.getMessage() + "; closed");
            link.close();
        }
        return this;
    }

    @Override
    public Phase refused(PyException why) {
        link.close();
        return this;
    }

    @Override
    public void closed() {
        session.detach(link);
    }
}
