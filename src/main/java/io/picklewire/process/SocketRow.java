package io.picklewire.process;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** How Linux' socket tables write the two ends of a connection: {@code 0100007F:C350 0100007F:A1B2 }. */
final class SocketRow {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final byte[] V4_MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private SocketRow() {}

    /** The form in the table of its own address family. */
    static byte[] of(InetSocketAddress own, InetSocketAddress other) {
        return ascii(
                hex(own.getAddress().getAddress(), own.getPort()),
                hex(other.getAddress().getAddress(), other.getPort()));
    }

    /** The form of IPv4 in the table of IPv6, where sockets are that can do both. */
    static byte[] mapped(InetSocketAddress own, InetSocketAddress other) {
        return ascii(
                hex(mapped(own.getAddress().getAddress()), own.getPort()),
                hex(mapped(other.getAddress().getAddress()), other.getPort()));
    }

    static boolean isV4(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address;
    }

    private static byte[] mapped(byte[] v4) {
        byte[] v6 = Arrays.copyOf(V4_MAPPED, V4_MAPPED.length + v4.length);
        System.arraycopy(v4, 0, v6, V4_MAPPED.length, v4.length);
        return v6;
    }

    private static byte[] ascii(String own, String other) {
        return (own + " " + other + " ").getBytes(StandardCharsets.US_ASCII);
    }

    /** Words of four bytes, each printed as the machine's own integer. */
    private static String hex(byte[] address, int port) {
        StringBuilder text = new StringBuilder(2 * address.length);
        boolean isReversed = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < address.length; i++) {
            text.append(HEX.toHexDigits(address[isReversed ? i ^ 3 : i]));
        }
        return text.append(':').append(HEX.toHexDigits((short) port)).toString();
    }
}
