package io.picklewire.cli;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Rights in octal, as in {@code --socket-mode 0660}. */
final class SocketMode implements ITypeConverter<Set<PosixFilePermission>> {
    private static final int OCTAL = 8;
    private static final String ALL = "rwxrwxrwx";

    /** For picocli. */
    SocketMode() {}

    @Override
    public Set<PosixFilePermission> convert(String mode) {
        if (!mode.matches("0?[0-7]{3}")) {
            throw new TypeConversionException(
                    "'" + mode + "' is no mode; allowed are three octal digits, such as 0600");
        }
        int bits = Integer.parseInt(mode, OCTAL);
        StringBuilder rights = new StringBuilder(ALL);
        for (int i = 0; i < ALL.length(); i++) {
            if ((bits >> (ALL.length() - 1 - i) & 1) == 0) {
                rights.setCharAt(i, '-');
            }
        }
        return PosixFilePermissions.fromString(rights.toString());
    }
}
