package io.keystile.benchmarks.hash;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A secret, its hashes, and the objects that one thread reuses to compute them. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the parameter and then calls prepare()
public class Message {
    static final String HMAC = "HmacSHA256";
    static final SecretKeySpec PEPPER = new SecretKeySpec(random(32), HMAC);
    static final ThreadLocal<MessageDigest> SHA256_OF_THREAD = ThreadLocal.withInitial(Message::newSha256);

    /** The secret's length: 32 as in the library, or 45 for a whole key of {@code sk_} and 42 characters. */
    @Param({"32", "45"})
    int bytes;

    byte[] secret;
    final byte[] buffer = new byte[32];
    final MessageDigest sha256 = newSha256();
    Mac mac;
    private byte[] sha256OfSecret;
    private byte[] hmacOfSecret;

    /** Draws a random secret and hashes it. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        secret = random(bytes);
        mac = Mac.getInstance(HMAC);
        mac.init(PEPPER);
        sha256OfSecret = newSha256().digest(secret);
        hmacOfSecret = mac.doFinal(secret);
    }

    boolean hasSha256(byte[] digest) {
        return MessageDigest.isEqual(sha256OfSecret, digest);
    }

    boolean hasHmac(byte[] digest) {
        return MessageDigest.isEqual(hmacOfSecret, digest);
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform must support SHA-256", e);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
