package io.picklewire.client;

import org.jspecify.annotations.Nullable;

/**
 * A Python value is not what the Java type that was asked for can hold without loss. The text names both. The call
 * itself was carried out.
 */
public final class ConversionException extends ClientException {
    ConversionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
