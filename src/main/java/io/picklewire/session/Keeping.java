package io.picklewire.session;

import io.picklewire.connection.Connection;
import io.picklewire.pickle.Dumper;
import io.picklewire.pickle.Loader;
import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Request;
import java.io.IOException;
import java.time.Duration;
import net.razorvine.pickle.PickleException;

/** What a server does with the sessions of its clients. */
public enum Keeping {
    /** It keeps them when it ends. */
    ALWAYS,
    /** It keeps them as long as it runs. */
    WHILE_IT_RUNS,
    /** It has none: it is CPython's manager, say. */
    NONE;

    private static final int PROTOCOL = 2;

    /**
     * Asks a server.
     *
     * @param connection that nothing has been said on; it is good for nothing else afterwards
     * @param limit how long to wait for the answer
     * @throws IOException when there is no answer, or none that can be understood
     */
    public static Keeping of(Connection connection, Duration limit) throws IOException {
        connection.sendBytes(Request.encode(null, Opening.KEEPS, Request.Arguments.NONE, new Dumper(PROTOCOL)));
        if (!connection.poll(limit)) {
            throw new IOException("no answer within " + limit.toSeconds() + " seconds");
        }
        try {
            Reply reply = Reply.parse(connection.recvBytes(), new Loader());
            if (reply instanceof Reply.Result result) {
                return Boolean.TRUE.equals(result.value()) ? ALWAYS : WHILE_IT_RUNS;
            }
            return NONE;
        } catch (PickleException e) {
            throw new IOException("an answer that is none: " + e.getMessage(), e);
        }
    }
}
