/**
 * Connections that are resumed: each request has a number, and one that is not answered when the connection breaks is sent again with
 * it, so that the server carries it out once. No API: what applications use of it is in {@code client} and {@code relay}.
 */
@NullMarked
package io.picklewire.session;

import org.jspecify.annotations.NullMarked;
