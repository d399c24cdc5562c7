package io.picklewire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:50000",
                "localhost:0",
                "[::1]:50000",
                "0.0.0.0:65535",
                "unix:/run/x.sock",
                "unix:x.sock",
                "unix:@name"
            })
    void anAddressIsWrittenAsItWasRead(String text) {
        assertThat(Address.parse(text)).hasToString(text);
    }

    @Test
    void theKindsAreToldApart() {
        assertThat(Address.parse("[::1]:5")).isEqualTo(Address.of("::1", 5));
        assertThat(Address.parse(":50000")).as("Python's ('', 50000)").isEqualTo(Address.of("0.0.0.0", 50_000));
        assertThat(Address.parse("unix:/x")).isEqualTo(Address.unix("/x")).isInstanceOf(Address.Unix.class);
        assertThat(Address.parse("unix:@x")).isEqualTo(Address.unix("\0x")).isInstanceOf(Address.Abstract.class);
        assertThat(Address.parse("\0x")).isEqualTo(Address.unix("\0x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1", "host:", "host:port", "::1:50000", "[::1]", "host:-1", "a:b:1"})
    void whatIsNoAddressIsQuotedWithWhatIsAllowed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.parse(text))
                .withMessage("address \"" + text
                        + "\" is not one; allowed are HOST:PORT, :PORT, [IPV6]:PORT, unix:/PATH and unix:@NAME");
    }

    @Test
    void aPortIsAtMost65535() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.parse("host:65536"))
                .withMessage("port 65536 is not one; allowed are 0 to 65535");
    }

    @Test
    void aUnixPathHasALimitOfBytes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.unix("/" + "ü".repeat(54)))
                .withMessage("unix socket path of 109 bytes; allowed are 1 to 107");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.parse("unix:@"))
                .withMessage("unix socket name of 0 bytes; allowed are 1 to 107");
    }

    @Test
    void aHostCannotBeEmpty() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.of("", 1))
                .withMessageContaining("the host is missing");
    }
}
