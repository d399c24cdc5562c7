package io.picklewire.connection;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Linux' table of TCP sockets, searched by both ends. The bytes are gone through by hand in a buffer that
 * stays, because this is done for many a new connection.
 *
 * <pre>
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm-&gt;when retrnsmt   uid  timeout inode
 *    0: 0100007F:C350 0100007F:A1B2 01 00000000:00000000 00:00000000 00000000     0        0 4711 ...
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class SocketTable {
    static final long NO_INODE = 0;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final byte[] V4_MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};
    private static final int FIELDS_BEFORE_INODE = 6;

    private byte[] buffer = new byte[64 * 1024];

    /** The inode of the socket that is at {@code own} and connected to {@code other}, or {@link #NO_INODE}. */
    long inode(InetSocketAddress own, InetSocketAddress other) throws IOException {
        byte[] from = own.getAddress().getAddress();
        byte[] to = other.getAddress().getAddress();
        if (isV4(own.getAddress())) {
            long inode = search("/proc/net/tcp", row(from, own.getPort(), to, other.getPort()));
            if (inode != NO_INODE) {
                return inode;
            }
            from = mapped(from);
            to = mapped(to);
        }
        return search("/proc/net/tcp6", row(from, own.getPort(), to, other.getPort()));
    }

    private static boolean isV4(InetAddress address) {
        return address instanceof Inet4Address;
    }

    private static byte[] mapped(byte[] v4) {
        byte[] v6 = Arrays.copyOf(V4_MAPPED, V4_MAPPED.length + v4.length);
        System.arraycopy(v4, 0, v6, V4_MAPPED.length, v4.length);
        return v6;
    }

    private static byte[] row(byte[] from, int fromPort, byte[] to, int toPort) {
        String text = hex(from) + ":" + hex(fromPort) + " " + hex(to) + ":" + hex(toPort) + " ";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String hex(int port) {
        return HEX.toHexDigits((short) port);
    }

    /** Words of four bytes, each printed as the machine's own integer. */
    private static String hex(byte[] address) {
        StringBuilder text = new StringBuilder(2 * address.length);
        boolean isReversed = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < address.length; i++) {
            text.append(HEX.toHexDigits(address[isReversed ? i ^ 3 : i]));
        }
        return text.toString();
    }

    private long search(String table, byte[] row) throws IOException {
        int size = fill(table);
        int line = 0;
        while (line < size) {
            int end = endOfLine(line, size);
            int start = startOfRow(line, end);
            if (start + row.length < end && Arrays.equals(buffer, start, start + row.length, row, 0, row.length)) {
                return inodeOf(start + row.length, end);
            }
            line = end + 1;
        }
        return NO_INODE;
    }

    private int fill(String table) throws IOException {
        int size = 0;
        try (InputStream in = new FileInputStream(table)) {
            int count = in.read(buffer, 0, buffer.length);
            while (count > 0) {
                size += count;
                if (size == buffer.length) {
                    buffer = Arrays.copyOf(buffer, 2 * size);
                }
                count = in.read(buffer, size, buffer.length - size);
            }
        }
        return size;
    }

    private int endOfLine(int from, int size) {
        int at = from;
        while (at < size && buffer[at] != '\n') {
            at++;
        }
        return at;
    }

    private int startOfRow(int line, int end) {
        int at = line;
        while (at < end && buffer[at] != ':') {
            at++;
        }
        return at + 2;
    }

    private long inodeOf(int from, int end) {
        int at = from;
        for (int field = 0; field < FIELDS_BEFORE_INODE; field++) {
            at = endOfField(skipSpaces(at, end), end);
        }
        long inode = 0;
        for (at = skipSpaces(at, end); at < end && buffer[at] != ' '; at++) {
            inode = 10 * inode + buffer[at] - '0';
        }
        return inode;
    }

    private int skipSpaces(int from, int end) {
        int at = from;
        while (at < end && buffer[at] == ' ') {
            at++;
        }
        return at;
    }

    private int endOfField(int from, int end) {
        int at = from;
        while (at < end && buffer[at] != ' ') {
            at++;
        }
        return at;
    }
}
