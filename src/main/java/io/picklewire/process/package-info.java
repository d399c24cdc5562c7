/**
 * Which process is at the other end of a connection, and whether it is alive: /proc and netlink.
 *
 * <p>No API: what is public here is so for other packages of this project, but for what the overview names.
 */
@NullMarked
package io.picklewire.process;

import org.jspecify.annotations.NullMarked;
