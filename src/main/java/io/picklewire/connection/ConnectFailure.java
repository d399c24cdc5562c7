package io.picklewire.connection;

import io.netty.channel.ConnectTimeoutException;
import io.picklewire.auth.AuthenticationException;
import io.picklewire.wire.FrameException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

/** Why a connection could not be opened, as the exception whose text names the address and the time limit. */
record ConnectFailure(Address address, Deadline limit) {
    private static final String EXPECTED = "expected is a multiprocessing listener or manager that asks for an authkey";

    /** Before there was a connection. What is no failure of the network stays what it is. */
    Throwable connecting(Throwable why) {
        if (why instanceof ConnectTimeoutException || why instanceof TimeoutException) {
            return caused(new SocketTimeoutException(address + ": not connected within " + limit), why);
        }
        if (why instanceof UnknownHostException) {
            return new UnknownHostException(address + ": unknown host");
        }
        return why instanceof IOException
                ? caused(new ConnectException(address + ": " + SocketErrorText.of(why)), why)
                : why;
    }

    /** Once there was one. */
    IOException inHandshake(IOException why) {
        if (why instanceof AuthenticationException) {
            return caused(new AuthenticationException(address + ": " + why.getMessage()), why);
        }
        if (why instanceof SocketTimeoutException) {
            return caused(
                    new SocketTimeoutException(
                            address + ": connected, but not authenticated within " + limit + "; " + EXPECTED),
                    why);
        }
        if (why instanceof EOFException) {
            return caused(new EOFException(address + ": " + why.getMessage() + "; " + EXPECTED), why);
        }
        if (why.getCause() instanceof FrameException) {
            return new IOException(
                    address + ": the peer speaks another protocol: " + why.getMessage() + "; " + EXPECTED, why);
        }
        return new IOException(
                address + ": the connection broke off during the handshake: " + SocketErrorText.of(why), why);
    }

    private static <E extends IOException> E caused(E named, Throwable cause) {
        named.initCause(cause);
        return named;
    }
}
