package io.keystile.monitoring.alerts;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs messages with HMAC-SHA-256 (RFC 2104), as the Standard Webhooks specification requires. Thread-safe. */
final class WebhookSigner {
    static final int MIN_SECRET_BYTES = 24;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec secret;

    /**
     * Creates a signer.
     *
     * @throws IllegalArgumentException if the secret has fewer than 24 bytes
     */
    WebhookSigner(byte[] secret) {
        this.secret = new SecretKeySpec(requireLongEnough(secret), ALGORITHM);
    }

    /**
     * Returns {@code secret}.
     *
     * @throws IllegalArgumentException if it has fewer than 24 bytes
     */
    static byte[] requireLongEnough(byte[] secret) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "The secret of a webhook must have at least " + MIN_SECRET_BYTES + " random bytes");
        }
        return secret;
    }

    /** Returns the signature of a message: {@code v1,} followed by base64. */
    String sign(String id, long epochSeconds, String body) {
        return "v1," + Base64.getEncoder().encodeToString(hmac(id + "." + epochSeconds + "." + body));
    }

    /** Returns the secret for one of many receivers, which does not reveal those of others. */
    byte[] derive(String receiver) {
        return hmac(receiver);
    }

    private byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("HmacSHA256 is missing, which every Java platform must provide", e);
        }
    }
}
