package io.picklewire.wire;

import io.netty.handler.codec.DecoderException;

/**
 * A frame that is not acceptable: its text says what was announced and what is allowed.
 *
 * <p>After one of these the rest of the stream means nothing, and the connection is to be closed.
 */
public final class FrameException extends DecoderException {
    FrameException(String message) {
        super(message);
    }
}
