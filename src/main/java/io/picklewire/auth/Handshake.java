package io.picklewire.auth;

import static io.picklewire.auth.AuthenticationException.because;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The mutual challenge before every connection, one side of it, as messages in and messages out.
 *
 * <pre>
 *   server                                   client
 *   #CHALLENGE#{sha256} 40 random bytes  --&gt;
 *                                        &lt;--  {sha256} HMAC         (up to 3.11: HMAC-MD5, bare)
 *   #WELCOME# or #FAILURE#               --&gt;
 *                                        &lt;--  #CHALLENGE# nonce     (up to 3.11: 20 random bytes)
 *   HMAC, as the nonce asks              --&gt;
 *                                        &lt;--  #WELCOME# or #FAILURE#
 * </pre>
 *
 * <p>A client signs no challenge that another client in this process has just sent: a server that does not know the
 * key could otherwise have one of its clients prove it to another.
 *
 * <p>No message is longer than {@value #LONGEST_MESSAGE} bytes. A handshake that failed stays failed.
 *
 * <p>Not thread-safe; one a connection. Source: {@code multiprocessing.connection.deliver_challenge} and
 * {@code answer_challenge}.
 */
public final class Handshake {
    /** The longest message either side may send, in bytes. */
    public static final int LONGEST_MESSAGE = 256;

    static final byte[] CHALLENGE = ascii("#CHALLENGE#");
    private static final byte[] WELCOME = ascii("#WELCOME#");
    private static final byte[] FAILURE = ascii("#FAILURE#");

    /** The clients of this process whose challenge is not answered; those that were given up go by themselves. */
    private static final Set<Handshake> ASKING =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** What is expected of the peer next. */
    private enum Step {
        ANSWER,
        CHALLENGE,
        VERDICT,
        NOTHING_MORE,
        FAILED
    }

    private final AuthKey key;
    private final Digest minimum;
    private final Challenge own;
    private final boolean isServer;
    private Step step;
    /** What bare HMACs of this peer are made with; only its own bare answer can tell otherwise. */
    private Digest legacy = Digest.MD5;

    private Dialect dialect = Dialect.LEGACY;

    private Handshake(AuthKey key, SecureRandom random, Digest minimum, boolean isServer) {
        this.key = key;
        this.minimum = minimum;
        this.own = Challenge.fresh(random, minimum);
        this.isServer = isServer;
        this.step = isServer ? Step.ANSWER : Step.CHALLENGE;
    }

    /** The side that accepted the connection; signatures weaker than {@code minimum} are not accepted. */
    public static Handshake server(AuthKey key, SecureRandom random, Digest minimum) {
        return new Handshake(key, random, minimum, true);
    }

    /** The side that connected; signatures weaker than {@code minimum} are neither accepted nor made. */
    public static Handshake client(AuthKey key, SecureRandom random, Digest minimum) {
        return new Handshake(key, random, minimum, false);
    }

    /** Whether a message is the one with which a server begins. */
    public static boolean isChallenge(byte[] message) {
        return startsWith(message, CHALLENGE);
    }

    /** What to send before anything is received: the server's challenge; nothing for a client. */
    public Optional<byte[]> opening() {
        return isServer ? Optional.of(own.message()) : Optional.empty();
    }

    /**
     * Takes the peer's next message and returns what to send for it, if anything.
     *
     * @throws AuthenticationException when the peer failed: send its {@code lastWords()} and close
     */
    public Optional<byte[]> receive(byte[] message) throws AuthenticationException {
        Step now = step;
        step = Step.FAILED;
        return switch (now) {
            case ANSWER -> judge(message);
            case CHALLENGE -> answer(message);
            case VERDICT -> hear(message);
            case NOTHING_MORE, FAILED -> throw because("the handshake is over");
        };
    }

    /** Whether both sides have proved that they know the key. */
    public boolean isComplete() {
        return step == Step.NOTHING_MORE;
    }

    /** How the peer signs and asks, known when the handshake is complete. */
    public Dialect dialect() {
        return dialect;
    }

    private Optional<byte[]> judge(byte[] answer) throws AuthenticationException {
        ASKING.remove(this);
        try {
            SigningScheme signature = own.verify(key, answer);
            note(signature);
        } catch (AuthenticationException refused) {
            throw refused.saying(FAILURE);
        }
        step = isServer ? Step.CHALLENGE : Step.NOTHING_MORE;
        return Optional.of(WELCOME.clone());
    }

    private void note(SigningScheme signature) {
        dialect = signature.dialect();
        if (!signature.isTagged()) {
            legacy = signature.digest();
        }
    }

    private Optional<byte[]> answer(byte[] message) throws AuthenticationException {
        try {
            byte[] nonce = nonceOf(message);
            if (!isServer) {
                refuseOurs(nonce);
            }
            SigningScheme asked = SigningScheme.askedBy(nonce, legacy);
            // A client that is to be answered has proved itself: stock ones ask for SHA-256 whatever we asked for.
            if (!isServer && !asked.digest().isAtLeast(minimum)) {
                throw because("the challenge asks for " + asked.digest().wireName() + "; allowed are "
                        + minimum.wireName() + " and stronger");
            }
            byte[] signed = asked.sign(key, nonce);
            step = Step.VERDICT;
            return Optional.of(signed);
        } catch (AuthenticationException refused) {
            throw refused.saying(FAILURE);
        }
    }

    private static byte[] nonceOf(byte[] message) throws AuthenticationException {
        if (!isChallenge(message)) {
            throw because("a message of " + message.length + " bytes is not a #CHALLENGE#");
        }
        return Arrays.copyOfRange(message, CHALLENGE.length, message.length);
    }

    /** Whoever does not know the key may have got it from another connection, to have it signed on this one. */
    private void refuseOurs(byte[] nonce) throws AuthenticationException {
        synchronized (ASKING) {
            for (Handshake other : ASKING) {
                if (other.own.asks(nonce)) {
                    throw because("the challenge is our own, of another connection: the peer does not know the key");
                }
            }
        }
    }

    private Optional<byte[]> hear(byte[] verdict) throws AuthenticationException {
        if (Arrays.equals(verdict, FAILURE)) {
            throw because("the peer refused the digest of this key");
        }
        if (!Arrays.equals(verdict, WELCOME)) {
            throw because("a message of " + verdict.length + " bytes is neither #WELCOME# nor #FAILURE#");
        }
        step = isServer ? Step.NOTHING_MORE : Step.ANSWER;
        if (isServer) {
            return Optional.empty();
        }
        ASKING.add(this);
        return Optional.of(own.message());
    }

    private static boolean startsWith(byte[] message, byte[] start) {
        return message.length >= start.length && Arrays.equals(message, 0, start.length, start, 0, start.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
