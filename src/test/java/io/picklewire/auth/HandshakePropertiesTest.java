package io.picklewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The two sides talk to each other, whatever their keys are and whatever gets between them. */
class HandshakePropertiesTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MESSAGES = 6;

    @Property(tries = 200)
    void whoeverHasTheKeyIsLetIn(
            @ForAll @Size(max = 200) byte[] key, @ForAll Digest serverMinimum, @ForAll Digest clientMinimum)
            throws AuthenticationException {
        Talk talk = new Talk(AuthKey.of(key), AuthKey.of(key), serverMinimum, clientMinimum);
        boolean clientCanSignAsAsked = serverMinimum.isAtLeast(clientMinimum) || clientMinimum == Digest.SHA256;

        if (clientCanSignAsAsked) {
            talk.goOn(Integer.MAX_VALUE);

            assertThat(talk.server.isComplete()).isTrue();
            assertThat(talk.client.isComplete()).isTrue();
        }
    }

    @Property(tries = 200)
    void whoeverHasAnotherKeyIsNot(
            @ForAll @Size(max = 200) byte[] key, @ForAll @Size(max = 200) byte[] other, @ForAll Digest minimum) {
        Talk talk = new Talk(AuthKey.of(key), AuthKey.of(other), minimum, Digest.MD5);
        // HMAC pads with zeros, so keys that differ in zeros at their end are one key.
        boolean same = trimmed(AuthKey.of(key)).equals(trimmed(AuthKey.of(other)));

        if (!same) {
            assertThatThrownBy(() -> talk.goOn(Integer.MAX_VALUE)).isInstanceOf(AuthenticationException.class);
            assertThat(talk.server.isComplete()).isFalse();
            assertThat(talk.client.isComplete()).isFalse();
        }
    }

    private static String trimmed(AuthKey key) {
        return new BigInteger(1, key.forAlgorithm("HmacMD5").getEncoded())
                .toString(Character.MAX_RADIX)
                .replaceAll("0+$", "");
    }

    /** Any message but the last one, changed in any bit, cut or made longer, ends it; garbage in its place does too. */
    @Property(tries = 500)
    void aMessageThatWasTamperedWithEndsIt(
            @ForAll @IntRange(max = MESSAGES - 1) int which,
            @ForAll @IntRange(max = 3) int how,
            @ForAll int where,
            @ForAll @Size(max = 256) byte[] garbage)
            throws AuthenticationException {
        Talk talk = new Talk(AuthKey.of("key"), AuthKey.of("key"), Digest.MD5, Digest.MD5);
        talk.goOn(which);
        byte[] message = talk.pending.remove();
        Handshake receiver = talk.receiver();

        byte[] changed = changed(message, how, where, garbage);
        if (Arrays.equals(changed, message)) {
            return;
        }
        try {
            receiver.receive(changed).ifPresent(talk.pending::add);
            talk.toServer = !talk.toServer;
            talk.goOn(Integer.MAX_VALUE);
        } catch (AuthenticationException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            assertThat(refused.lastWords().isEmpty() || refused.lastWords().get().length == 9)
                    .isTrue();
        }
        assertThat(talk.server.isComplete() && talk.client.isComplete()).isFalse();
    }

    private static byte[] changed(byte[] message, int how, int where, byte[] garbage) {
        byte[] copy = message.clone();
        int at = Math.floorMod(where, copy.length);
        return switch (how) {
            case 0 -> {
                copy[at] ^= (byte) (1 << Math.floorMod(where, 8));
                yield copy;
            }
            case 1 -> Arrays.copyOf(copy, at);
            case 2 -> Arrays.copyOf(copy, copy.length + 1);
            default -> garbage;
        };
    }

    /** The messages between a server and a client, each handed over in its turn. */
    private static final class Talk {
        private final Handshake server;
        private final Handshake client;
        private final Deque<byte[]> pending = new ArrayDeque<>();
        private boolean toServer;

        Talk(AuthKey serverKey, AuthKey clientKey, Digest serverMinimum, Digest clientMinimum) {
            server = Handshake.server(serverKey, RANDOM, serverMinimum);
            client = Handshake.client(clientKey, RANDOM, clientMinimum);
            pending.add(server.opening().orElseThrow());
        }

        Handshake receiver() {
            return toServer ? server : client;
        }

        void goOn(int messages) throws AuthenticationException {
            for (int i = 0; i < messages && !pending.isEmpty(); i++) {
                Optional<byte[]> reply = receiver().receive(pending.remove());
                reply.ifPresent(pending::add);
                toServer = !toServer;
            }
        }
    }
}
