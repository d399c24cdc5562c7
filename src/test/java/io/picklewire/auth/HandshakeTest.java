package io.picklewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The other side is written out here by hand, as CPython's versions do it. */
class HandshakeTest {
    private static final String SECRET = "key";
    private static final AuthKey KEY = AuthKey.of(SECRET);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] WELCOME = ascii("#WELCOME#");
    private static final byte[] FAILURE = ascii("#FAILURE#");

    private final Handshake server = Handshake.server(KEY, RANDOM, Digest.MD5);
    private final Handshake client = Handshake.client(KEY, RANDOM, Digest.MD5);

    @Test
    void theServerOpensWithAModernChallengeAndTheClientWithNothing() {
        byte[] opening = server.opening().orElseThrow();

        assertThat(new String(opening, StandardCharsets.ISO_8859_1)).startsWith("#CHALLENGE#{sha256}");
        assertThat(opening).hasSize("#CHALLENGE#{sha256}".length() + 40);
        assertThat(client.opening()).isEmpty();
    }

    /** A server without the key could have one of its clients prove it to another. */
    @Test
    void aClientSignsNoChallengeOfAnotherClientHere() throws Exception {
        Handshake other = Handshake.client(KEY, RANDOM, Digest.MD5);
        var unused = other.receive(join(ascii("#CHALLENGE#"), new byte[20]));
        byte[] challenge = other.receive(WELCOME).orElseThrow();
        assertThatThrownBy(() -> client.receive(challenge))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("the challenge is our own, of another connection");
        Handshake here = Handshake.server(KEY, RANDOM, Digest.MD5);
        var opening = here.opening();
        assertThat(Handshake.client(KEY, RANDOM, Digest.MD5).receive(opening.orElseThrow()))
                .as("a server of this process is trusted")
                .isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesOfOursCompleteUnderAnyMinimum(Digest minimum) throws AuthenticationException {
        Handshake here = Handshake.server(KEY, RANDOM, minimum);
        Handshake there = Handshake.client(KEY, RANDOM, minimum);

        Optional<byte[]> message = here.opening();
        Handshake next = there;
        while (message.isPresent()) {
            message = next.receive(message.get());
            next = next == here ? there : here;
        }

        assertThat(here.isComplete()).isTrue();
        assertThat(there.isComplete()).isTrue();
        assertThat(here.dialect()).isEqualTo(Dialect.MODERN);
    }

    @Test
    void aClientUpTo311SignsAllOfTheNonceWithMd5() throws Exception {
        byte[] nonce = nonce(server.opening().orElseThrow());
        byte[] its = new byte[20];

        assertThat(server.receive(hmac("HmacMD5", nonce))).contains(WELCOME);
        assertThat(server.receive(challenge(its))).contains(hmac("HmacMD5", its));
        assertThat(server.receive(WELCOME)).isEmpty();

        assertThat(server.isComplete()).isTrue();
        assertThat(server.dialect()).isEqualTo(Dialect.LEGACY);
    }

    @Test
    void aVendorsClientSignsWithABareSha256AndIsAnsweredInKind() throws Exception {
        byte[] nonce = nonce(server.opening().orElseThrow());
        byte[] its = new byte[20];

        assertThat(server.receive(hmac("HmacSHA256", nonce))).contains(WELCOME);
        assertThat(server.receive(challenge(its))).contains(hmac("HmacSHA256", its));
    }

    @ParameterizedTest
    @CsvSource({"sha256, HmacSHA256", "sha384, HmacSHA384", "sha3_256, HmacSHA3-256", "sha3_384, HmacSHA3-384"})
    void aClientFrom312NamesItsDigestWhichMayBeStronger(String name, String algorithm) throws Exception {
        byte[] nonce = nonce(server.opening().orElseThrow());
        byte[] its = join(ascii("{" + name + "}"), new byte[40]);

        assertThat(server.receive(join(ascii("{" + name + "}"), hmac(algorithm, nonce))))
                .contains(WELCOME);
        assertThat(server.receive(challenge(its))).contains(join(ascii("{" + name + "}"), hmac(algorithm, its)));
        assertThat(server.receive(WELCOME)).isEmpty();

        assertThat(server.isComplete()).isTrue();
        assertThat(server.dialect()).isEqualTo(Dialect.MODERN);
    }

    @Test
    void aNamedDigestBelowTheMinimumIsRefused() throws Exception {
        Handshake strict = Handshake.server(KEY, RANDOM, Digest.SHA256);
        byte[] nonce = nonce(strict.opening().orElseThrow());

        assertRefused(
                strict,
                join(ascii("{md5}"), hmac("HmacMD5", nonce)),
                "the answer is signed with md5; allowed are sha256 and stronger");
    }

    @Test
    void theMinimumDigestKeepsLegacyClientsOut() throws Exception {
        Handshake strict = Handshake.server(KEY, RANDOM, Digest.SHA256);
        byte[] nonce = nonce(strict.opening().orElseThrow());

        assertRefused(strict, hmac("HmacMD5", nonce), "signed with md5; allowed are sha256 and stronger");
    }

    @Test
    void anAuthenticatedClientMayAskForLessThanTheMinimum() throws Exception {
        Handshake strict = Handshake.server(KEY, RANDOM, Digest.SHA384);
        byte[] nonce = nonce(strict.opening().orElseThrow());
        byte[] its = join(ascii("{sha256}"), new byte[40]);
        strict.receive(join(ascii("{sha384}"), hmac("HmacSHA384", nonce)));

        assertThat(strict.receive(challenge(its))).contains(join(ascii("{sha256}"), hmac("HmacSHA256", its)));
    }

    @Test
    void aStrongerMinimumIsAskedFor() {
        byte[] opening = Handshake.server(KEY, RANDOM, Digest.SHA384).opening().orElseThrow();

        assertThat(new String(opening, StandardCharsets.ISO_8859_1)).startsWith("#CHALLENGE#{sha384}");
    }

    @ParameterizedTest
    @CsvSource({"HmacMD5, ''", "HmacSHA256, ''", "HmacSHA256, {sha256}", "HmacSHA3-384, {sha3_384}"})
    void anotherKeyIsToldFailureAndNothingElse(String algorithm, String tag) throws Exception {
        byte[] nonce = nonce(server.opening().orElseThrow());
        byte[] wrong = join(ascii(tag), hmac(algorithm, "other", nonce));

        assertRefused(server, wrong, "for this key");
        assertThatThrownBy(() -> server.receive(WELCOME)).hasMessage("the handshake is over");
        assertThat(server.isComplete()).isFalse();
    }

    @Property(tries = 300)
    void garbageInsteadOfAnAnswerIsRefused(@ForAll byte[] garbage) {
        Handshake fresh = Handshake.server(KEY, RANDOM, Digest.MD5);

        AuthenticationException refused =
                catchThrowableOfType(AuthenticationException.class, () -> fresh.receive(garbage));

        assertThat(refused.lastWords()).contains(FAILURE);
    }

    @Test
    void anUnknownDigestIsNamedWithThoseAllowed() {
        assertRefused(
                server,
                ascii("{sha512}" + "x".repeat(64)),
                "digest sha512 is unknown; allowed are md5, sha256, sha384, sha3_256, sha3_384");
    }

    @Test
    void aChallengeUnder20BytesIsRefused() throws Exception {
        answered(server);

        assertRefused(server, challenge(new byte[19]), "challenge of 19 bytes; allowed are 20 and more");
    }

    @Test
    void aMessageThatIsNoChallengeIsRefused() throws Exception {
        answered(server);

        assertRefused(server, ascii("hello"), "a message of 5 bytes is not a #CHALLENGE#");
    }

    @Test
    void thePeersFailureIsTheEnd() throws Exception {
        answered(server);
        server.receive(challenge(new byte[20]));

        AuthenticationException refused =
                catchThrowableOfType(AuthenticationException.class, () -> server.receive(FAILURE));

        assertThat(refused).hasMessage("the peer refused the digest of this key");
        assertThat(refused.lastWords()).isEmpty();
    }

    @Test
    void ourClientAnswersAServerUpTo311WithMd5() throws Exception {
        byte[] its = new byte[20];

        assertThat(client.receive(challenge(its))).contains(hmac("HmacMD5", its));
        byte[] ours = nonce(client.receive(WELCOME).orElseThrow());
        assertThat(client.receive(hmac("HmacMD5", ours))).contains(WELCOME);

        assertThat(client.isComplete()).isTrue();
        assertThat(client.dialect()).isEqualTo(Dialect.LEGACY);
    }

    @Test
    void ourClientRefusesToSignBelowItsMinimum() {
        Handshake strict = Handshake.client(KEY, RANDOM, Digest.SHA256);

        assertRefused(strict, challenge(new byte[20]), "the challenge asks for md5; allowed are sha256 and stronger");
    }

    @Test
    void ourClientFailsAServerThatDoesNotKnowTheKey() throws Exception {
        client.receive(challenge(new byte[20]));
        client.receive(WELCOME);

        assertRefused(client, new byte[16], "the answer is not the HMAC of md5 for this key");
    }

    @Test
    void anEmptyKeySignsAsInCpython() throws Exception {
        // python3 -c "import hmac; print(hmac.new(b'', b'\0' * 20, 'md5').hexdigest())"
        byte[] answer = Handshake.client(AuthKey.of(""), RANDOM, Digest.MD5)
                .receive(challenge(new byte[20]))
                .orElseThrow();

        assertThat(answer).asHexString().isEqualTo("2AC4F743240642B46F8C308C352B7689");
    }

    private static void answered(Handshake server) throws Exception {
        byte[] nonce = nonce(server.opening().orElseThrow());
        server.receive(hmac("HmacMD5", nonce));
    }

    private static void assertRefused(Handshake handshake, byte[] message, String why) {
        AuthenticationException refused =
                catchThrowableOfType(AuthenticationException.class, () -> handshake.receive(message));
        assertThat(refused).hasMessageContaining(why);
        assertThat(refused.lastWords()).contains(FAILURE);
    }

    private static byte[] nonce(byte[] challenge) {
        return Arrays.copyOfRange(challenge, "#CHALLENGE#".length(), challenge.length);
    }

    private static byte[] challenge(byte[] nonce) {
        return join(ascii("#CHALLENGE#"), nonce);
    }

    private static byte[] hmac(String algorithm, byte[] message) throws GeneralSecurityException {
        return hmac(algorithm, SECRET, message);
    }

    private static byte[] hmac(String algorithm, String key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(ascii(key), algorithm));
        return mac.doFinal(message);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
