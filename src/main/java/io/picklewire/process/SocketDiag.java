package io.picklewire.process;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * Linux' sock_diag(7), which tells of one TCP socket what {@link SocketTables} tells of all: it takes
 * microseconds, however many sockets there are. It is asked through a netlink socket.
 *
 * <p>Not thread-safe.
 */
final class SocketDiag implements Closeable {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int MSG_DONTWAIT = 0x40;
    private static final short NLMSG_ERROR = 2;
    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final short NLM_F_REQUEST = 1;
    private static final byte IPPROTO_TCP = 6;
    private static final int ENOENT = 2;

    private static final int HEADER = 16;
    private static final int ADDRESS = 16;
    private static final int REQUEST = HEADER + 56;
    /** Where the answer has the two ports, how many bytes wait to be read, and the inode. */
    private static final int PORTS = HEADER + 4;

    private static final int UNREAD = HEADER + 56;
    private static final int INODE = HEADER + 68;

    private final int socket;
    private final byte[] answer = new byte[512];

    private SocketDiag(int socket) {
        this.socket = socket;
    }

    /**
     * Opens the way to the kernel.
     *
     * @throws IOException when the system has no sock_diag
     * @throws LinkageError when its functions cannot be called from Java here
     */
    static SocketDiag open() throws IOException {
        int socket = LibC.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
        if (socket < 0) {
            throw new IOException("no netlink socket for sock_diag");
        }
        return new SocketDiag(socket);
    }

    /** The inode of the socket with these two ends, or {@link SocketTable#NO_INODE}. */
    long inode(InetSocketAddress own, InetSocketAddress other) throws IOException {
        return ask(own, other, INODE).orElse(SocketTable.NO_INODE);
    }

    /** How many bytes have come to the socket with these two ends that its program has not read; empty without one. */
    OptionalLong unread(InetSocketAddress own, InetSocketAddress other) throws IOException {
        return ask(own, other, UNREAD);
    }

    private OptionalLong ask(InetSocketAddress own, InetSocketAddress other, int field) throws IOException {
        byte[] request = request(own, other);
        if (LibC.send(socket, request, request.length, 0) != request.length) {
            throw new IOException("sock_diag takes no request");
        }
        long size = LibC.recv(socket, answer, answer.length, MSG_DONTWAIT);
        ByteBuffer message = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
        if (size >= HEADER + Integer.BYTES && message.getShort(4) == NLMSG_ERROR) {
            int error = -message.getInt(HEADER);
            if (error == ENOENT) {
                return OptionalLong.empty();
            }
            throw new IOException("sock_diag failed with errno " + error);
        }
        if (size < INODE + Integer.BYTES || message.getShort(4) != SOCK_DIAG_BY_FAMILY) {
            throw new IOException("sock_diag gave no answer");
        }
        // For want of the very socket it tells of one that listens at the port.
        boolean isTheOne = message.order(ByteOrder.BIG_ENDIAN).getInt(PORTS) == ports(own, other);
        return isTheOne
                ? OptionalLong.of(Integer.toUnsignedLong(
                        message.order(ByteOrder.nativeOrder()).getInt(field)))
                : OptionalLong.empty();
    }

    /** A struct nlmsghdr and a struct inet_diag_req_v2: linux/netlink.h, linux/inet_diag.h. */
    private static byte[] request(InetSocketAddress own, InetSocketAddress other) {
        ByteBuffer request = ByteBuffer.allocate(REQUEST).order(ByteOrder.nativeOrder());
        request.putInt(REQUEST).putShort(SOCK_DIAG_BY_FAMILY).putShort(NLM_F_REQUEST);
        request.position(HEADER);
        request.put((byte) (SocketRow.isV4(own) ? AF_INET : AF_INET6)).put(IPPROTO_TCP);
        request.putShort((short) 0).putInt(-1); // nothing besides, in any state
        int ends = request.position();
        request.order(ByteOrder.BIG_ENDIAN).putInt(ports(own, other));
        request.put(own.getAddress().getAddress()).position(ends + Integer.BYTES + ADDRESS);
        request.put(other.getAddress().getAddress()).position(ends + Integer.BYTES + 2 * ADDRESS);
        request.putInt(0).putLong(-1); // on any interface, and no cookie to compare
        return request.array();
    }

    private static int ports(InetSocketAddress own, InetSocketAddress other) {
        return own.getPort() << Short.SIZE | other.getPort();
    }

    @Override
    public void close() {
        LibC.close(socket);
    }
}
