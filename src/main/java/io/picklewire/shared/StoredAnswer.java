package io.picklewire.shared;

import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyTuple;
import io.picklewire.python.VersionedException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it is kept for a client that may ask for it again. Immutable; any thread.
 *
 * @param answer the answer; where it is an object that is shared, that is missing
 * @param shared the ident of that; empty where there is none
 */
record StoredAnswer(Effect.Answer answer, String shared) {
    private static final String VALUE = "value";
    private static final String DELIVERY = "delivery";
    private static final String SHARED = "shared";
    private static final String RAISED = "raised";

    static void write(Effect.Answer answer, StateWriter out) {
        out.client(answer.client()).number(answer.ticket()).text(answer.ident());
        PyException failure = answer.failure();
        if (failure != null) {
            write(failure, out.text(RAISED));
        } else if (answer.value() instanceof Delivery delivery) {
            delivery.write(out.text(DELIVERY));
        } else if (answer.value() instanceof ObjectEntry entry) {
            out.text(SHARED).text(entry.ident());
        } else {
            out.text(VALUE).value(answer.value());
        }
    }

    private static void write(PyException failure, StateWriter out) {
        write(failure.type(), out);
        PyGlobal otherwise = failure instanceof VersionedException versioned ? versioned.otherwise() : null;
        out.optional(otherwise, type -> write(type, out));
        out.value(failure.args()).value(failure.state());
    }

    private static void write(PyGlobal type, StateWriter out) {
        out.text(type.module()).text(type.name());
    }

    static StoredAnswer read(StateReader in) {
        ClientId client = in.client();
        long ticket = in.number();
        String ident = in.text();
        return switch (in.text()) {
            case RAISED -> new StoredAnswer(new Effect.Answer(client, ticket, ident, null, failure(in)), "");
            case DELIVERY -> new StoredAnswer(new Effect.Answer(client, ticket, ident, Delivery.read(in), null), "");
            case SHARED -> new StoredAnswer(new Effect.Answer(client, ticket, ident, null, null), in.text());
            default -> new StoredAnswer(new Effect.Answer(client, ticket, ident, in.value(), null), "");
        };
    }

    private static PyException failure(StateReader in) {
        PyGlobal type = type(in);
        PyGlobal otherwise = in.optional(() -> type(in));
        PyTuple args = (PyTuple) Objects.requireNonNull(in.value());
        Object state = in.value();
        PyException failure = otherwise == null
                ? PyException.of(type, args.asList().toArray())
                : new VersionedException(type, otherwise);
        return state == null ? failure : failure.withState(state);
    }

    private static PyGlobal type(StateReader in) {
        return new PyGlobal(in.text(), in.text());
    }

    /** The answer; null when what it shares is gone. */
    Effect.@Nullable Answer answer(Function<String, @Nullable ObjectEntry> entries) {
        if (shared.isEmpty()) {
            return answer;
        }
        ObjectEntry entry = entries.apply(shared);
        return entry == null ? null : answer.with(entry);
    }
}
