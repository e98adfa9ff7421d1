package io.keystile.benchmarks.hash;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.Pepper;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.key.Verdict;
import java.security.SecureRandom;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A key, its hashes and the library's hashers, shared by all threads. */
@State(Scope.Benchmark)
public class Verification {
    private final SecretHasher sha256 = SecretHasher.sha256();
    private final SecretHasher hmac = SecretHasher.peppered(Pepper.of(1, pepper()));
    private final PresentedKey key = ApiKeyFormat.ofBrand("pk").generate("live", new SecureRandom());
    private final SecretHash plainHash = sha256.hash(key);
    private final SecretHash pepperedHash = hmac.hash(key);

    /** Fails unless the key is verified and another key is not. */
    @Setup
    public void check() {
        PresentedKey other = ApiKeyFormat.ofBrand("pk").generate("live", new SecureRandom());
        if (plain() != Verdict.RIGHT
                || peppered() != Verdict.RIGHT
                || sha256.verify(other, plainHash) != Verdict.WRONG
                || hmac.verify(other, pepperedHash) != Verdict.WRONG) {
            throw new IllegalStateException("A hasher returned a wrong verdict");
        }
    }

    Verdict plain() {
        return sha256.verify(key, plainHash);
    }

    Verdict peppered() {
        return hmac.verify(key, pepperedHash);
    }

    private static byte[] pepper() {
        byte[] secret = new byte[Pepper.MIN_BYTES];
        new SecureRandom().nextBytes(secret);
        return secret;
    }
}
