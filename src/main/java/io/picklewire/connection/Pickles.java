package io.picklewire.connection;

import io.picklewire.auth.AuthenticationException;
import io.picklewire.auth.Dialect;
import io.picklewire.auth.Handshake;
import io.picklewire.conversion.CustomTypes;
import io.picklewire.conversion.OutgoingValues;
import io.picklewire.conversion.ToJava;
import io.picklewire.pickle.Dumper;
import io.picklewire.pickle.Loader;
import io.picklewire.python.PyException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * How one connection writes and reads objects: in a given protocol, or in the highest that its peer is known to
 * read. Every Python reads 2, which is what is known at first; one that authenticates as 3.12 and later do reads
 * 4; and each reads what it writes.
 *
 * <p>Any thread.
 */
final class Pickles {
    /** Stands for no given protocol. */
    static final int AS_THE_PEER_READS = -1;

    private static final int PYTHON2 = 2;
    private static final int PYTHON3_12 = 4;
    private static final int PROTO = 0x80;

    private final int given;
    private final CustomTypes types;
    private volatile int known = PYTHON2;

    /** Takes a protocol, or {@link #AS_THE_PEER_READS}. */
    Pickles(int given, CustomTypes types) {
        this.given = given;
        this.types = types;
    }

    static int requireProtocol(int number) {
        if (number < 0 || number > Dumper.HIGHEST) {
            throw new IllegalArgumentException("pickle protocol " + number + "; allowed are 0 to " + Dumper.HIGHEST);
        }
        return number;
    }

    /** The peer has authenticated, or need not. */
    void peerSpeaks(Optional<Dialect> dialect) {
        if (dialect.equals(Optional.of(Dialect.MODERN))) {
            note(PYTHON3_12);
        }
    }

    byte[] dumps(@Nullable Object value) {
        Dumper dumper = types.addTo(new Dumper(given == AS_THE_PEER_READS ? known : given));
        try {
            Object python =
                    new OutgoingValues(dumper, UnaryOperator.identity(), UnaryOperator.identity()).python(value);
            return dumper.dumps(python);
        } catch (PyException e) {
            throw new PickleException("cannot pickle the value: " + e.type().name() + ": " + e.getMessage(), e);
        }
    }

    @Nullable
    Object loads(byte[] pickle) throws AuthenticationException {
        if (Handshake.isChallenge(pickle)) {
            throw new AuthenticationException("the peer asks for an authkey, and this connection was made without one");
        }
        Loader loader = types.loader();
        Object read = loader.loads(pickle);
        Object value = loader.hasObjects() ? ToJava.withJavasTypes(read) : read;
        if (pickle.length > 1 && (pickle[0] & 0xff) == PROTO) {
            note(pickle[1]);
        }
        return value;
    }

    private synchronized void note(int protocol) {
        known = Math.max(known, protocol);
    }
}
