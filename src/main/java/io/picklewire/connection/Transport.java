package io.picklewire.connection;

/** How the operating system is asked for input and output. */
public enum Transport {
    /** {@link #EPOLL} where there is one, else {@link #NIO}. */
    AUTO,
    /** Linux' io_uring. */
    IO_URING,
    /** Linux' epoll. */
    EPOLL,
    /** The JDK's own, on every system: without abstract Unix sockets and without the peers' process ids. */
    NIO;

    /** What {@link #AUTO} stands for here. */
    static Transport automatic() {
        return EpollCarrier.isAvailable() ? EPOLL : NIO;
    }
}
