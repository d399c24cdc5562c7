/**
 * Event loops and sockets: io_uring, epoll and NIO, and looking for input before a loop sleeps.
 *
 * <p>No API: what is public here is so for other packages of this project, but for what the overview names.
 */
@NullMarked
package io.picklewire.transport;

import org.jspecify.annotations.NullMarked;
