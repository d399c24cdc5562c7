package io.picklewire.cli;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Rights in octal, as in {@code --socket-mode 0660}. */
final class SocketMode implements ITypeConverter<Set<PosixFilePermission>> {
    private static final int OCTAL = 8;

    /** For picocli. */
    SocketMode() {}

    @Override
    public Set<PosixFilePermission> convert(String mode) {
        if (!mode.matches("0?[0-7]{3}")) {
            throw new TypeConversionException(
                    "'" + mode + "' is no mode; allowed are three octal digits, such as 0600");
        }
        int bits = Integer.parseInt(mode, OCTAL);
        Set<PosixFilePermission> rights = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values(); // as ls shows them, from the left
        for (PosixFilePermission right : all) {
            if ((bits >> (all.length - 1 - right.ordinal()) & 1) == 1) {
                rights.add(right);
            }
        }
        return rights;
    }
}
