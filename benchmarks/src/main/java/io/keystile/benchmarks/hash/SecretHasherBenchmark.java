package io.keystile.benchmarks.hash;

import io.keystile.key.Verdict;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take to verify a secret, compared with the digest that every implementation needs?
 *
 * <p>The floor methods reuse one object per thread, digest into a buffer and compare nothing. All others digest and
 * then compare in constant time; they differ in how they obtain the digest object. Run with {@code -t 1} and {@code -t
 * 2}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class SecretHasherBenchmark {
    /** SHA-256 only. */
    @Benchmark
    public byte[] sha256Floor(Message message) throws DigestException {
        message.sha256.update(message.secret);
        message.sha256.digest(message.buffer, 0, message.buffer.length);
        return message.buffer;
    }

    /** SHA-256 with a new object for each call, which is the usual code. */
    @Benchmark
    public boolean sha256GetInstance(Message message) throws GeneralSecurityException {
        return message.hasSha256(MessageDigest.getInstance("SHA-256").digest(message.secret));
    }

    /** SHA-256 with a clone of one object for each call. */
    @Benchmark
    public boolean sha256Clone(Message message) throws CloneNotSupportedException {
        return message.hasSha256(((MessageDigest) message.sha256.clone()).digest(message.secret));
    }

    /** SHA-256 with one object per thread. */
    @Benchmark
    public boolean sha256ThreadLocal(Message message) {
        return message.hasSha256(Message.SHA256_OF_THREAD.get().digest(message.secret));
    }

    /** The library's verification of a correct secret of 32 bytes. */
    @Benchmark
    public Verdict sha256Keystile(Verification verification) {
        return verification.plain();
    }

    /** HMAC-SHA-256 only. */
    @Benchmark
    public byte[] hmacFloor(Message message) throws GeneralSecurityException {
        message.mac.update(message.secret);
        message.mac.doFinal(message.buffer, 0);
        return message.buffer;
    }

    /** HMAC-SHA-256 with a new object for each call, which is the usual code. */
    @Benchmark
    public boolean hmacGetInstance(Message message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(Message.HMAC);
        mac.init(Message.PEPPER);
        return message.hasHmac(mac.doFinal(message.secret));
    }

    /** The library's verification of a correct secret of 32 bytes, with a pepper. */
    @Benchmark
    public Verdict hmacKeystile(Verification verification) {
        return verification.peppered();
    }
}
