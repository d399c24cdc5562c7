package io.picklewire.cli;

import io.picklewire.transport.Transport;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a transport, as in {@code --transport io_uring}. */
final class TransportName implements ITypeConverter<Transport> {
    /** For picocli. */
    TransportName() {}

    @Override
    public Transport convert(String name) {
        for (Transport transport : Transport.values()) {
            if (transport.name().toLowerCase(Locale.ROOT).equals(name)) {
                return transport;
            }
        }
        throw new TypeConversionException("'" + name + "' is none; allowed are auto, io_uring, epoll and nio");
    }
}
