package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackgroundWriterTest {
    private final AtomicInteger written = new AtomicInteger();

    @Test
    void itWritesInADaemonThread() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        BackgroundWriter writer = new BackgroundWriter();

        writer.execute(() -> thread.set(Thread.currentThread()));
        writer.close();

        assertThat(thread.get()).isNotNull().isNotSameAs(Thread.currentThread());
        assertThat(thread.get().isDaemon()).isTrue();
    }

    @Test
    void whatIsQueuedIsStillWrittenWhenItIsClosedAndNothingAfterThat() {
        BackgroundWriter writer = new BackgroundWriter();
        for (int i = 0; i < 100; i++) {
            writer.execute(written::incrementAndGet);
        }

        writer.close();
        writer.execute(written::incrementAndGet);

        assertThat(written).hasValue(100);
    }

    @Test
    void whatExceedsTheQueueIsDroppedAndNobodyWaits() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        BackgroundWriter writer = new BackgroundWriter();
        writer.execute(() -> {
            begun.countDown();
            await(released);
        });
        begun.await();
        for (int i = 0; i < 1_500; i++) {
            writer.execute(written::incrementAndGet);
        }

        released.countDown();
        writer.close();

        assertThat(written).hasValue(1_000);
    }

    @Test
    void whoClosesItInterruptedDoesNotWaitAndDropsTheRest() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        BackgroundWriter writer = new BackgroundWriter();
        writer.execute(() -> {
            begun.countDown();
            await(released);
            ended.countDown();
        });
        begun.await();
        writer.execute(written::incrementAndGet);

        Thread.currentThread().interrupt();
        writer.close();

        assertThat(Thread.interrupted()).isTrue();
        released.countDown();
        ended.await();
        assertThat(written).hasValue(0);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("The write was interrupted", e);
        }
    }
}
