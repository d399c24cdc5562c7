/** The tests in Python, run against the server by every interpreter there is. */
@NullMarked
package io.picklewire.interop;

import org.jspecify.annotations.NullMarked;
