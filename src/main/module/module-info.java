/**
 * Python's multiprocessing managers and connections. What is required {@code static} is optional; an application that wants the native
 * transports on the module path requires {@code io.netty.transport.classes.epoll} or
 * {@code io.netty.transport.classes.io_uring}, and the module with its native library.
 */
module io.picklewire {
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    requires java.sql; // Pyrolite's Pickler, whose module is automatic, names java.sql.Date
    requires org.slf4j;
    requires transitive pickle;
    requires static com.fasterxml.jackson.core;
    requires static com.sun.jna;
    requires static info.picocli;
    requires static io.netty.transport.classes.epoll;
    requires static io.netty.transport.classes.io_uring;
    requires static io.netty.transport.unix.common;
    requires static transitive org.jspecify;

    exports io.picklewire.auth;
    exports io.picklewire.client;
    exports io.picklewire.connection;
    exports io.picklewire.conversion;
    exports io.picklewire.javaobject;
    exports io.picklewire.memory;
    exports io.picklewire.pickle;
    exports io.picklewire.pool;
    exports io.picklewire.process;
    exports io.picklewire.protocol;
    exports io.picklewire.python;
    exports io.picklewire.server;
    exports io.picklewire.shared;
    exports io.picklewire.transport;

    opens io.picklewire.cli to
            info.picocli;
}
