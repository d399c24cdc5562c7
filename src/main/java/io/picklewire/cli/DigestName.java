package io.picklewire.cli;

import io.picklewire.auth.Digest;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a digest, as in {@code --minimum-digest sha256}. */
final class DigestName implements ITypeConverter<Digest> {
    /** For picocli. */
    DigestName() {}

    @Override
    public Digest convert(String name) {
        return Digest.named(name)
                .orElseThrow(() -> new TypeConversionException("'" + name + "' is none; allowed are "
                        + Arrays.stream(Digest.values()).map(Digest::wireName).collect(Collectors.joining(", "))));
    }
}
