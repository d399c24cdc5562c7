package io.picklewire.process;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Linux' tables of TCP sockets, that of IPv6 only if it is needed. Not thread-safe. */
final class SocketTables {
    private final SocketTable tcp = new SocketTable("/proc/net/tcp");
    private final SocketTable tcp6 = new SocketTable("/proc/net/tcp6");
    private boolean isTcp6Read;

    /** Takes the tables as they are now. */
    void read() throws IOException {
        tcp.read();
        isTcp6Read = false;
    }

    /** The inode of the socket with these two ends, or {@link SocketTable#NO_INODE}. */
    long inode(InetSocketAddress own, InetSocketAddress other) throws IOException {
        boolean isV4 = SocketRow.isV4(own);
        long inode = isV4 ? tcp.inode(SocketRow.of(own, other)) : SocketTable.NO_INODE;
        if (inode != SocketTable.NO_INODE) {
            return inode;
        }
        if (!isTcp6Read) {
            tcp6.read();
            isTcp6Read = true;
        }
        return tcp6.inode(isV4 ? SocketRow.mapped(own, other) : SocketRow.of(own, other));
    }
}
