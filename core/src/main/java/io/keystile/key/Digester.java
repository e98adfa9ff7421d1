package io.keystile.key;

import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/** Computes digests of secrets into its own buffer. Not thread-safe. */
abstract class Digester {
    static final String HMAC = "HmacSHA256";

    final byte[] buffer;

    private Digester(int length) {
        this.buffer = new byte[length];
    }

    /** Returns the digest of {@code text[from..to)} in a buffer that the next call overwrites. */
    abstract byte[] digest(byte[] text, int from, int to);

    /** Forgets what was digested. */
    abstract void reset();

    static Digester sha256() {
        return new Sha(shaOf("SHA-256"), SecretHash.SHA256_LENGTH);
    }

    static Digester sha512() {
        return new Sha(shaOf("SHA-512"), SecretHash.SHA512_LENGTH);
    }

    /** Returns the SHA-256 digest of the bytes. */
    static byte[] sha256(byte[] bytes) {
        return shaOf("SHA-256").digest(bytes);
    }

    /** Returns the HMAC-SHA-256 of the bytes. */
    static byte[] hmacSha256(SecretKeySpec key, byte[] bytes) {
        return macOf(key).doFinal(bytes);
    }

    private static MessageDigest shaOf(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + algorithm, e);
        }
    }

    static Digester hmacSha256(Pepper pepper) {
        return new HmacSha256(macOf(pepper.key()));
    }

    private static Mac macOf(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + HMAC, e);
        }
    }

    private static final class Sha extends Digester {
        private final MessageDigest digest;

        Sha(MessageDigest digest, int length) {
            super(length);
            this.digest = digest;
        }

        @Override
        byte[] digest(byte[] text, int from, int to) {
            digest.update(text, from, to - from);
            try {
                digest.digest(buffer, 0, buffer.length);
                return buffer;
            } catch (DigestException e) {
                throw new IllegalStateException("The buffer is as long as the digest", e);
            }
        }

        @Override
        void reset() {
            digest.reset();
        }
    }

    private static final class HmacSha256 extends Digester {
        private final Mac mac;

        HmacSha256(Mac mac) {
            super(SecretHash.SHA256_LENGTH);
            this.mac = mac;
        }

        @Override
        byte[] digest(byte[] text, int from, int to) {
            mac.update(text, from, to - from);
            try {
                mac.doFinal(buffer, 0);
                return buffer;
            } catch (ShortBufferException e) {
                throw new IllegalStateException("The buffer is as long as the digest", e);
            }
        }

        @Override
        void reset() {
            mac.reset();
        }
    }
}
