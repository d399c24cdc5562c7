package io.picklewire.server;

import io.picklewire.connection.Link;
import io.picklewire.python.PyException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A connection whose client sends requests without waiting for the replies to those before: they are carried out in
 * order, each when the one before is answered. Runs on the connection's event loop.
 */
final class PipelinedPhase implements Phase {
    /** With so many requests unanswered, no more are read. */
    private static final int MOST = 256;

    private final ServingPhase serving;
    private final Link link;
    private final Deque<Runnable> early = new ArrayDeque<>();

    PipelinedPhase(ServingPhase serving, Link link) {
        this.serving = serving;
        this.link = link;
        serving.pipelined(this::goOn);
    }

    @Override
    public Phase received(byte[] message) {
        inTurn(() -> serving.answer(message));
        return this;
    }

    @Override
    public Phase refused(PyException why) {
        inTurn(() -> serving.refused(why));
        return this;
    }

    private void inTurn(Runnable request) {
        if (!serving.isWaiting()) {
            request.run();
            return;
        }
        early.add(request);
        if (early.size() == MOST) {
            link.pauseReading();
        }
    }

    private void goOn() {
        boolean paused = early.size() >= MOST;
        while (!serving.isWaiting() && !early.isEmpty()) {
            early.remove().run();
        }
        if (paused && early.size() < MOST) {
            link.resumeReading();
        }
    }

    @Override
    public void closed() {
        early.clear();
        serving.closed();
    }
}
