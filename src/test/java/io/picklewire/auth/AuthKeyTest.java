package io.picklewire.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AuthKeyTest {
    @Test
    void aTextIsItsUtf8Bytes() {
        assertThat(AuthKey.of("schlüssel")).isEqualTo(AuthKey.of("schlüssel".getBytes(StandardCharsets.UTF_8)));
        assertThat(AuthKey.of("a")).isNotEqualTo(AuthKey.of("b"));
    }

    @Test
    void itPrintsItsSizeOnly() {
        assertThat(AuthKey.of("secret")).hasToString("AuthKey[6 bytes]");
    }

    @Test
    void itKeepsACopy() {
        byte[] bytes = {1, 2};
        AuthKey key = AuthKey.of(bytes);
        bytes[0] = 9;

        assertThat(key).isEqualTo(AuthKey.of(new byte[] {1, 2}));
    }

    @Test
    void anEmptyKeyIsKnownAsOne() {
        assertThat(AuthKey.of("").isEmpty()).isTrue();
        assertThat(AuthKey.of("a").isEmpty()).isFalse();
    }
}
