package io.picklewire.connection;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text form of an {@link Address}. */
final class AddressNotation {
    static final String UNIX = "unix:";

    /** What Python's {@code ('', port)} means. */
    private static final String EVERYWHERE = "0.0.0.0";

    private static final Pattern TCP =
            Pattern.compile("(?:\\[(?<v6>[^\\[\\]]+)]|(?<host>[^:\\[\\]]*)):(?<port>[0-9]{1,9})");

    private AddressNotation() {}

    static Address parse(String text) {
        if (text.startsWith("\0")) {
            return Address.unix(text);
        }
        if (text.startsWith(UNIX + "@")) {
            return new Address.Abstract(text.substring(UNIX.length() + 1));
        }
        if (text.startsWith(UNIX)) {
            return Address.unix(text.substring(UNIX.length()));
        }
        return tcp(text);
    }

    private static Address tcp(String text) {
        Matcher found = TCP.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException("address \"" + text
                    + "\" is not one; allowed are HOST:PORT, :PORT, [IPV6]:PORT, unix:/PATH and unix:@NAME");
        }
        String v6 = found.group("v6");
        String host = v6 != null ? v6 : found.group("host");
        return Address.of(host.isEmpty() ? EVERYWHERE : host, Integer.parseInt(found.group("port")));
    }
}
