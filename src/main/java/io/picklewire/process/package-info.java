/** Which process is at the other end of a connection, and whether it is alive: /proc and netlink. */
@NullMarked
package io.picklewire.process;

import org.jspecify.annotations.NullMarked;
