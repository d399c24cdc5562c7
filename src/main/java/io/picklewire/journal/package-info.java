/** Keeps a server's events in an embedded store. */
@NullMarked
package io.picklewire.journal;

import org.jspecify.annotations.NullMarked;
