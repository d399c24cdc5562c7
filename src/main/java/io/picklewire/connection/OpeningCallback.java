package io.picklewire.connection;

import java.io.IOException;

/**
 * What becomes of a connection that is being opened, on either side. One of the two is called, once, on the
 * connection's event loop.
 */
interface OpeningCallback {
    /** Both ends have proved that they know the key, or none is asked for: now the link needs its handler. */
    void opened(ChannelLink link);

    /** It will not be opened; it is closed, or about to be. */
    void refused(IOException why);
}
