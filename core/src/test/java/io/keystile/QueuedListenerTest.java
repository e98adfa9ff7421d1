package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.ApiKeySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class QueuedListenerTest {
    private static final Duration NO_REST = Duration.ZERO;
    private static final Duration LONG_REST = Duration.ofHours(1);

    private final EventLosses losses = new EventLosses(new OccasionalLog(System::nanoTime));
    private final AuthEvent event = anyEvent();
    private final Semaphore heard = new Semaphore(0);
    private final List<QueuedListener> started = new ArrayList<>();

    @AfterEach
    void close() {
        started.forEach(QueuedListener::close);
    }

    @Test
    void whoeverFillsHalfOfTheQueueEndsTheRest() throws Exception {
        QueuedListener listener = start(4, LONG_REST);
        listener.onDecision(event);
        awaitHeard(1);

        // The worker may not rest yet when the next event comes; of what comes later, one event waits at most.
        for (int told = 1; told <= 50; told++) {
            listener.onDecision(event);
            assertThat(heard.tryAcquire(told - 1, 10, TimeUnit.SECONDS)).isTrue();
            heard.release(told - 1);
        }
        assertThat(losses.count()).isZero();
    }

    @Test
    void anEventEndsTheSleepAfterManyRestsInVain() throws Exception {
        everyEventIsHeard(start(100, NO_REST), 1_000);
    }

    @Test
    void aQueueOfOneIsNeverLeftToWait() throws Exception {
        everyEventIsHeard(start(1, LONG_REST), 50);
    }

    @Test
    void closingEndsTheRestAndTellsWhatIsQueued() {
        QueuedListener listener = start(100, LONG_REST);
        for (int i = 0; i < 40; i++) {
            listener.onDecision(event);
        }

        listener.close();

        assertThat(heard.availablePermits()).isEqualTo(40);
        assertThat(losses.count()).isZero();
    }

    private QueuedListener start(int capacity, Duration rest) {
        QueuedListener listener = new QueuedListener(told -> heard.release(), capacity, losses, rest);
        listener.start();
        started.add(listener);
        return listener;
    }

    private void everyEventIsHeard(QueuedListener listener, int events) throws InterruptedException {
        for (int i = 0; i < events; i++) {
            listener.onDecision(event);
            awaitHeard(1);
        }
    }

    private void awaitHeard(int events) throws InterruptedException {
        assertThat(heard.tryAcquire(events, 10, TimeUnit.SECONDS)).isTrue();
    }

    private static AuthEvent anyEvent() {
        TestKeys keys = new TestKeys();
        List<AuthEvent> events = new ArrayList<>();
        keys.authenticator()
                .inlineListener(events::add)
                .build()
                .decide(TestRequest.bearer(keys.issue(ApiKeySettings.named("ci"))));
        return events.get(0);
    }

    @Test
    void whatIsLeftAtTheEndIsToldAsMissedOnceTheListenerCanHear() throws Exception {
        Stuck stuck = new Stuck();
        QueuedListener listener = new QueuedListener(stuck, 100, losses);
        listener.start();
        listener.onDecision(event);
        assertThat(stuck.entered.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 3; i++) {
            listener.onDecision(event);
        }

        Thread.currentThread().interrupt(); // so that it does not wait two seconds
        listener.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(stuck.missed.poll(10, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(losses.count()).isEqualTo(3);
    }

    /** Is stuck in its first event until it is interrupted. */
    private static final class Stuck implements AuthListener {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final BlockingQueue<Long> missed = new LinkedBlockingQueue<>();

        @Override
        public void onDecision(AuthEvent event) {
            entered.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onLoss(long events) {
            missed.add(events);
        }
    }
}
