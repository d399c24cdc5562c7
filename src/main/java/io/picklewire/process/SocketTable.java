package io.picklewire.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

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

    private static final int FIELDS_BEFORE_INODE = 6;

    private final String path;
    private byte[] buffer = new byte[64 * 1024];
    private int size;

    SocketTable(String path) {
        this.path = path;
    }

    /** Takes the table as it is now. The kernel goes through all of its hash table for this: a millisecond or more. */
    void read() throws IOException {
        size = 0;
        try (InputStream in = new FileInputStream(path)) {
            int count = in.read(buffer, 0, buffer.length);
            while (count > 0) {
                size += count;
                if (size == buffer.length) {
                    buffer = Arrays.copyOf(buffer, 2 * size);
                }
                count = in.read(buffer, size, buffer.length - size);
            }
        }
    }

    /** The inode of the socket with these two ends, see {@link SocketRow}, or {@link #NO_INODE}. */
    long inode(byte[] row) {
        int line = 0;
        while (line < size) {
            int end = endOfLine(line);
            int start = startOfRow(line, end);
            int rest = start + row.length;
            if (rest < end && Arrays.equals(buffer, start, rest, row, 0, row.length)) {
                return inodeOf(rest, end);
            }
            line = end + 1;
        }
        return NO_INODE;
    }

    private int endOfLine(int from) {
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
