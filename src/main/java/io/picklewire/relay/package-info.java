/** Stands between clients and a server, and keeps the clients while the server is away. */
@NullMarked
package io.picklewire.relay;

import org.jspecify.annotations.NullMarked;
