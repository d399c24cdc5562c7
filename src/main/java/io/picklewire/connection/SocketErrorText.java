package io.picklewire.connection;

import io.netty.channel.socket.ChannelOutputShutdownException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a socket failed, in the system's words without those of Netty around them. */
final class SocketErrorText {
    private SocketErrorText() {}

    /** What came up a pipeline, as what connections fail with. */
    static IOException asIo(Throwable failed) {
        if (failed instanceof IOException io) {
            return io;
        }
        String text = failed instanceof LinkageError
                ? "Picklewire's libraries do not fit together here ("
                        + failed.getClass().getSimpleName() + " " + failed.getMessage() + ")"
                : failed.getMessage();
        return new IOException(text, failed);
    }

    /** "connect(..) failed with error(-111): Connection refused: /127.0.0.1:5" is "connection refused". */
    static String of(Throwable failed) {
        if (failed instanceof ClosedChannelException || failed instanceof ChannelOutputShutdownException) {
            return "the connection has ended";
        }
        if (failed instanceof FileNotFoundException) {
            return "no such file or directory";
        }
        String text = withoutAddress(afterErrorNumber(textOf(failed)));
        return text.isEmpty() ? "failed" : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    /** EAGAIN, with which Linux refuses a connection to a Unix socket whose server has not accepted earlier ones. */
    static boolean isFullBacklog(Throwable failed) {
        String text = textOf(failed);
        return text.contains("error(-11)") || text.startsWith("Resource temporarily unavailable");
    }

    private static String textOf(Throwable failed) {
        @Nullable String message = failed.getMessage();
        return message == null ? failed.getClass().getSimpleName() : message;
    }

    private static String afterErrorNumber(String text) {
        int end = text.lastIndexOf("): ");
        return end < 0 ? text : text.substring(end + "): ".length());
    }

    /** Netty adds the address, with a slash, or as a path. */
    private static String withoutAddress(String text) {
        int end = text.indexOf(": ");
        return end < 0 ? text : text.substring(0, end);
    }
}
