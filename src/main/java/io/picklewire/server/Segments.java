package io.picklewire.server;

import io.picklewire.memory.BlockName;
import io.picklewire.process.ProcessId;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import io.picklewire.python.PyException;
import io.picklewire.server.ControlFunction.Asker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocks of shared memory that clients have made and told of. They go when they are released, when the process that made
 * them has ended, and with the server. Any thread. Source: CPython's {@code managers.SharedMemoryServer}.
 */
final class Segments {
    private static final Logger LOG = LoggerFactory.getLogger(Segments.class);
    private static final String NAME = "segment_name";

    private final Map<BlockName, Optional<ProcessId>> tracked = new LinkedHashMap<>();

    /** The control functions by their names. */
    Map<String, ControlFunction> table() {
        return Map.of("track_segment", this::track, "release_segment", this::release, "list_segments", this::list);
    }

    private CompletionStage<Reply> track(Request request, Asker asker) {
        BlockName name = name(request);
        return asker.peer().findProcess().thenApply(process -> {
            track(name, process);
            return new Reply.Result(null);
        });
    }

    private synchronized void track(BlockName name, Optional<ProcessId> process) {
        if (process.isEmpty()) {
            throw PyException.builtin(
                    "OSError",
                    "the block '" + name + "' cannot be tracked: its client is not a process of the server's machine");
        }
        try {
            if (!name.exists()) {
                throw notThere(name);
            }
        } catch (IOException e) {
            throw PyException.builtin("OSError", e.getMessage());
        }
        tracked.put(name, process);
    }

    private static PyException notThere(BlockName name) {
        return PyException.builtin(
                "FileNotFoundError",
                "there is no block of shared memory with the name '" + name + "' on the server's machine");
    }

    private CompletionStage<Reply> release(Request request, Asker asker) {
        BlockName name = name(request);
        synchronized (this) {
            if (!tracked.containsKey(name)) {
                throw PyException.valueError("the block '" + name + "' is not tracked");
            }
            tracked.remove(name);
        }
        try {
            name.unlink();
        } catch (IOException e) {
            throw notThere(name);
        }
        return CompletableFuture.completedFuture(new Reply.Result(null));
    }

    private CompletionStage<Reply> list(Request request, Asker asker) {
        ControlFunction.requireNoArguments(request);
        List<Object> names = new ArrayList<>();
        synchronized (this) {
            tracked.keySet().forEach(name -> names.add(Reply.text(name.text(), request.reader())));
        }
        return CompletableFuture.completedFuture(new Reply.Result(names));
    }

    private static BlockName name(Request request) {
        try {
            return new BlockName(ControlFunction.text(ControlFunction.one(request, NAME), NAME));
        } catch (IllegalArgumentException e) {
            throw PyException.valueError(String.valueOf(e.getMessage()));
        }
    }

    /** Removes those whose process has ended. */
    synchronized void tidy() {
        tracked.entrySet().removeIf(each -> {
            boolean isOver =
                    each.getValue().filter(process -> !process.isAlive()).isPresent();
            if (isOver) {
                unlink(each.getKey());
            }
            return isOver;
        });
    }

    /** Removes all. */
    synchronized void unlinkAll() {
        tracked.keySet().forEach(Segments::unlink);
        tracked.clear();
    }

    private static void unlink(BlockName name) {
        try {
            if (name.exists()) {
                name.unlink();
            }
        } catch (IOException e) {
            LOG.warn("the block {} cannot be removed", name, e);
        }
    }
}
