package io.picklewire.shared;

import io.picklewire.pickle.Reader;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An application's object that is not in this process: there are references to it, and nothing else. */
final class ObjectElsewhere implements OutsideObject {
    @Override
    public CompletionStage<? extends @Nullable Object> call(Event.Called call, ObjectLookup objects, Executor thread) {
        throw notHere();
    }

    private static UnsupportedOperationException notHere() {
        return new UnsupportedOperationException("the object is an application's, and not here");
    }

    @Override
    public void abandon(ClientId client) {}

    @Override
    public Set<String> fallbacks() {
        return Set.of();
    }

    @Override
    public List<String> exposed() {
        return List.of();
    }

    @Override
    public Object value() {
        throw notHere();
    }

    @Override
    public String repr(Reader reader) {
        return "<an object of another process>";
    }

    @Override
    public List<String> references() {
        return List.of();
    }
}
