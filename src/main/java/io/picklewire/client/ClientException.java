package io.picklewire.client;

import org.jspecify.annotations.Nullable;

/**
 * Whatever a call through a {@link Manager} fails with: the shared object raised an exception ({@link RemoteException}),
 * there is no reply ({@link ManagerException}), or it is not what was asked for ({@link ConversionException}).
 */
public abstract class ClientException extends RuntimeException {
    ClientException(String message) {
        super(message);
    }

    ClientException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
