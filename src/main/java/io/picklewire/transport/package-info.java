/** Event loops and sockets: io_uring, epoll and NIO, and looking for input before a loop sleeps. */
@NullMarked
package io.picklewire.transport;

import org.jspecify.annotations.NullMarked;
