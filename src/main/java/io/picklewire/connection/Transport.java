package io.picklewire.connection;

/** How the operating system is asked for input and output. */
public enum Transport {
    /** {@link #IO_URING} where there is one, else {@link #EPOLL}, else {@link #NIO}; measured fastest in that order. */
    AUTO,
    /** Linux' io_uring. */
    IO_URING,
    /** Linux' epoll. */
    EPOLL,
    /** The JDK's own, on every system: without abstract Unix sockets and without the peers' process ids. */
    NIO;

    /** What {@link #AUTO} stands for here. */
    static Transport automatic() {
        return IoUringCarrier.isAvailable() ? IO_URING : EpollCarrier.isAvailable() ? EPOLL : NIO;
    }
}
