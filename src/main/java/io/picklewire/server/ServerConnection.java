package io.picklewire.server;

import io.picklewire.connection.LinkHandler;
import io.picklewire.python.PyException;
import java.io.IOException;

/** One authenticated connection, in whatever phase it is. Runs on the connection's event loop. */
final class ServerConnection implements LinkHandler {
    private Phase phase;

    ServerConnection(Phase first) {
        this.phase = first;
    }

    @Override
    public void received(byte[] message) {
        phase = phase.received(message);
    }

    @Override
    public void refused(String reason) {
        phase = phase.refused(PyException.valueError(reason));
    }

    @Override
    public void outOfMemory(String reason) {
        phase = phase.refused(PyException.memoryError(reason));
    }

    @Override
    public void broken(IOException why) {
        phase.broken();
    }

    @Override
    public void closed() {
        phase.closed();
    }
}
