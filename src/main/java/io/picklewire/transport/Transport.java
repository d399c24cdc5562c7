package io.picklewire.transport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
        return Automatic.CHOSEN;
    }

    /** It is chosen once, when first needed. */
    private static final class Automatic {
        static final Transport CHOSEN = choose();

        private static Transport choose() {
            if (OptionalTransport.IO_URING.isThere()) {
                return IO_URING;
            }
            Logger log = LoggerFactory.getLogger(Transport.class);
            String noRing = OptionalTransport.IO_URING.absence().orElse("");
            if (OptionalTransport.EPOLL.isThere()) {
                log.debug("epoll is used: {}", noRing);
                return EPOLL;
            }
            log.info(
                    "NIO is used: {}; {}",
                    noRing,
                    OptionalTransport.EPOLL.absence().orElse(""));
            return NIO;
        }
    }
}
