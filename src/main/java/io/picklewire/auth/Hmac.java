package io.picklewire.auth;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.Mac;

/** HMACs, with one {@link Mac} a digest and thread: finding its provider costs more than using it. */
final class Hmac {
    private static final ThreadLocal<Map<Digest, Mac>> MACS =
            ThreadLocal.withInitial(() -> new EnumMap<>(Digest.class));

    private Hmac() {}

    static byte[] of(Digest digest, AuthKey key, byte[] message) throws AuthenticationException {
        try {
            Map<Digest, Mac> macs = MACS.get();
            Mac mac = macs.get(digest);
            if (mac == null) {
                mac = Mac.getInstance(digest.algorithm());
                macs.put(digest, mac);
            }
            mac.init(key.forAlgorithm(digest.algorithm()));
            return mac.doFinal(message);
        } catch (NoSuchAlgorithmException | InvalidKeyException missing) {
            // A JVM in FIPS mode has no MD5.
            throw AuthenticationException.because("this JVM offers no " + digest.algorithm());
        }
    }
}
