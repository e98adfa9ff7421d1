package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A slow hash whose computation waits until a test releases it. It counts its computations. */
public final class HeldHash implements SlowFunction {
    private final CountDownLatch begun;
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger computed = new AtomicInteger();
    private final SecretHash hash;

    private HeldHash(String secret, int expectedComputations) {
        this.begun = new CountDownLatch(expectedComputations);
        String encoded = "$held$" + Integer.toHexString(secret.hashCode());
        this.hash = SecretHash.slow(encoded, HashScheme.BCRYPT, secret.getBytes(StandardCharsets.US_ASCII), this);
    }

    /** Returns a hash that is computed without waiting. */
    public static HeldHash free(String secret) {
        HeldHash free = new HeldHash(secret, 1);
        free.release();
        return free;
    }

    /** Returns a hash whose computations wait for {@link #release}. */
    public static HeldHash of(String secret) {
        return new HeldHash(secret, 1);
    }

    /** {@link #awaitBegin} then waits for this number of computations. */
    static HeldHash of(String secret, int expectedComputations) {
        return new HeldHash(secret, expectedComputations);
    }

    public SecretHash hash() {
        return hash;
    }

    /** Returns the number of computations that have begun. */
    public int computed() {
        return computed.get();
    }

    /** Waits until the expected number of computations, by default one, has begun. */
    public void awaitBegin() {
        await(begun);
    }

    public void release() {
        released.countDown();
    }

    @Override
    public byte[] digest(byte[] secret) {
        computed.incrementAndGet();
        begun.countDown();
        await(released);
        return secret;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
