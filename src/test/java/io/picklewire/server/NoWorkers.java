package io.picklewire.server;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.process.ProcessId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Pools have no workers but the clients here. */
final class NoWorkers implements WorkerStarter {
    @Override
    public void begin(List<Address> addresses, AuthKey key, Function<String, LocalClient> clients) {}

    @Override
    public CompletionStage<Places> take(OptionalInt wanted, Optional<ProcessId> client) {
        return CompletableFuture.completedFuture(new Places() {
            @Override
            public int count() {
                return wanted.orElse(1);
            }

            @Override
            public void start(String ident) {}

            @Override
            public void giveBack() {}
        });
    }

    @Override
    public void close() {}
}
