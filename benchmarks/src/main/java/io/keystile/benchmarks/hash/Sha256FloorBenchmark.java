package io.keystile.benchmarks.hash;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.key.Verdict;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How much of a call is the digest that no implementation can leave out?
 *
 * <p>{@link #digest} is the floor: SHA-256 of 32 bytes with a digest and a buffer that are reused. {@link #verify} is
 * what the library does on top of it: it borrows the digest, digests the secret of a key, and compares.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Sha256FloorBenchmark {
    private static final int DIGEST_BYTES = 32;
    private static final int SECRET_BYTES = 32;

    private final byte[] secret = new byte[SECRET_BYTES];
    private final byte[] buffer = new byte[DIGEST_BYTES];
    private final SecretHasher hasher = SecretHasher.sha256();
    private final PresentedKey key = ApiKeyFormat.ofBrand("pk").generate("live", new SecureRandom());
    private final SecretHash hash = hasher.hash(key);

    @SuppressWarnings("NullAway.Init") // the harness calls prepare() first
    private MessageDigest sha256;

    /** Draws a secret. */
    @Setup
    public void prepare() throws NoSuchAlgorithmException {
        new SecureRandom().nextBytes(secret);
        sha256 = MessageDigest.getInstance("SHA-256");
    }

    /** The digest alone. */
    @Benchmark
    public byte[] digest() throws DigestException {
        sha256.update(secret);
        sha256.digest(buffer, 0, buffer.length);
        return buffer;
    }

    /** The library's check of a secret that is right. */
    @Benchmark
    public Verdict verify() {
        return hasher.verify(key, hash);
    }
}
