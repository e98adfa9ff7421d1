package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SlowVerifierTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final ExecutorService others = Executors.newCachedThreadPool();
    private final PresentedKey right = PresentedKeys.ofSecret("right-secret");
    private final PresentedKey wrong = PresentedKeys.ofSecret("wrong-secret");

    @AfterEach
    void stop() {
        others.shutdownNow();
    }

    @Test
    void afterTheFirstSuccessOnlyTheFastHashIsComputed() {
        SecretHasher hasher = hasher(1, 0, Duration.ZERO);
        HeldHash slow = HeldHash.free("right-secret");

        assertThat(hasher.verify(wrong, slow.hash())).isEqualTo(Verdict.WRONG);
        assertThat(hasher.isSlow(slow.hash())).isTrue();
        assertThat(hasher.verify(right, slow.hash())).isEqualTo(Verdict.RIGHT);
        assertThat(hasher.isSlow(slow.hash())).isFalse();
        assertThat(hasher.verify(wrong, slow.hash())).isEqualTo(Verdict.WRONG);
        assertThat(hasher.verify(right, slow.hash())).isEqualTo(Verdict.RIGHT);
        assertThat(slow.computed()).isEqualTo(2);
    }

    @Test
    void verificationBeyondTheBoundIsBusyAndSucceedsLater() throws Exception {
        SecretHasher hasher = hasher(1, 0, LONG);
        HeldHash held = HeldHash.of("right-secret");
        HeldHash other = HeldHash.free("wrong-secret");
        Future<Verdict> first = others.submit(() -> hasher.verify(right, held.hash()));
        held.awaitBegin();

        assertThat(hasher.verify(wrong, other.hash())).isEqualTo(Verdict.BUSY);
        assertThat(other.computed()).isZero();
        held.release();
        assertThat(first.get()).isEqualTo(Verdict.RIGHT);
        assertThat(hasher.verify(wrong, other.hash())).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void verificationThatWaitsTooLongIsBusy() throws Exception {
        SecretHasher hasher = hasher(1, 1, Duration.ofMillis(1));
        HeldHash held = HeldHash.of("right-secret");
        Future<Verdict> first = others.submit(() -> hasher.verify(right, held.hash()));
        held.awaitBegin();

        assertThat(hasher.verify(wrong, held.hash())).isEqualTo(Verdict.BUSY);
        held.release();
        assertThat(first.get()).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void verificationsUpToTheBoundRunConcurrently() throws Exception {
        SecretHasher hasher = hasher(2, 0, Duration.ZERO);
        HeldHash held = HeldHash.of("right-secret", 2);
        Callable<Verdict> call = () -> hasher.verify(right, held.hash());
        Future<Verdict> first = others.submit(call);
        Future<Verdict> second = others.submit(call);
        held.awaitBegin();

        assertThat(call.call()).isEqualTo(Verdict.BUSY);
        held.release();
        assertThat(first.get()).isEqualTo(Verdict.RIGHT);
        assertThat(second.get()).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void waitingThreadUsesTheFastHashOfTheFirst() throws Exception {
        SecretHasher hasher = hasher(1, 1, LONG);
        HeldHash held = HeldHash.of("right-secret");
        Future<Verdict> first = others.submit(() -> hasher.verify(right, held.hash()));
        held.awaitBegin();
        AtomicReference<Thread> waiter = new AtomicReference<>();
        Future<Verdict> second = others.submit(() -> {
            waiter.set(Thread.currentThread());
            return hasher.verify(wrong, held.hash());
        });
        while (waiter.get() == null || waiter.get().getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        held.release();

        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.RIGHT);
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.WRONG);
        assertThat(held.computed()).isEqualTo(1);
    }

    @Test
    void interruptedThreadGetsBusyAndStaysInterrupted() throws Exception {
        SecretHasher hasher = hasher(1, 1, LONG);
        HeldHash held = HeldHash.of("right-secret");
        Future<Verdict> first = others.submit(() -> hasher.verify(right, held.hash()));
        held.awaitBegin();

        Thread.currentThread().interrupt();
        Verdict verdict = hasher.verify(wrong, held.hash());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(verdict).isEqualTo(Verdict.BUSY);
        held.release();
        assertThat(first.get()).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void hashThatExceedsTheMemoryIsBusyAndReleasesItsTurn() {
        SecretHasher hasher = hasher(1, 0, Duration.ZERO);
        SecretHash tooLarge = SecretHash.slow("$large$", HashScheme.ARGON2ID, new byte[32], secret -> {
            throw new OutOfMemoryError("no memory");
        });

        assertThat(hasher.verify(right, tooLarge)).isEqualTo(Verdict.BUSY);
        assertThat(hasher.verify(right, HeldHash.free("right-secret").hash())).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void fastHashIsVerifiedWithoutWaiting() throws Exception {
        SecretHasher hasher = hasher(1, 0, Duration.ZERO);
        HeldHash held = HeldHash.of("right-secret");
        Future<Verdict> first = others.submit(() -> hasher.verify(right, held.hash()));
        held.awaitBegin();

        assertThat(hasher.verify(right, hasher.hash(right))).isEqualTo(Verdict.RIGHT);
        held.release();
        assertThat(first.get()).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void boundsOutOfRangeAreRejected() {
        assertThatThrownBy(() -> new SlowHashBounds(0, 0, LONG)).hasMessageContaining("1 to 1024");
        assertThatThrownBy(() -> new SlowHashBounds(1_025, 0, LONG)).hasMessageContaining("1 to 1024");
        assertThatThrownBy(() -> new SlowHashBounds(1, -1, LONG)).hasMessageContaining("0 to 10000");
        assertThatThrownBy(() -> new SlowHashBounds(1, 0, LONG.plusNanos(1))).hasMessageContaining("0 to 10 seconds");
        assertThatThrownBy(() -> new SlowHashBounds(1, 0, Duration.ofNanos(-1)))
                .hasMessageContaining("0 to 10 seconds");
        assertThat(SlowHashBounds.standard().atOnce())
                .isEqualTo(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    private static SecretHasher hasher(int atOnce, int waiting, Duration patience) {
        return SecretHasher.sha256().withSlowHashes(new SlowHashBounds(atOnce, waiting, patience));
    }
}
