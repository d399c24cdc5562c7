/**
 * The client of managers, CPython's and this project's own: shared objects as Java's proxies.
 */
@NullMarked
package io.picklewire.client;

import org.jspecify.annotations.NullMarked;
