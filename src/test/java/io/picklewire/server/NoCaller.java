package io.picklewire.server;

import io.picklewire.shared.Caller;
import io.picklewire.shared.SharedObject;
import java.util.concurrent.Executor;

/** A caller of methods that neither wait nor own. */
final class NoCaller implements Caller {
    @Override
    public String name() {
        return "nobody";
    }

    @Override
    public int protocol() {
        return 4;
    }

    @Override
    public Timer after(long nanos, Runnable task) {
        throw new UnsupportedOperationException("nothing waits here");
    }

    @Override
    public boolean attach(SharedObject object) {
        return true;
    }

    @Override
    public void detach(SharedObject object) {}

    @Override
    public Executor executor() {
        return Runnable::run;
    }
}
