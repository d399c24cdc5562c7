package io.picklewire.server;

import io.picklewire.connection.LinkHandler;

/** One authenticated connection, in whatever phase it is. Runs on the connection's event loop. */
final class Session implements LinkHandler {
    private Phase phase;

    Session(Phase first) {
        this.phase = first;
    }

    @Override
    public void received(byte[] message) {
        phase = phase.received(message);
    }

    @Override
    public void refused(String reason) {
        phase = phase.refused(reason);
    }

    @Override
    public void closed() {
        phase.closed();
    }
}
