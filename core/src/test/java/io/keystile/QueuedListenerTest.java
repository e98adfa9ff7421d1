package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.ApiKeySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        QueuedListener listener = start(100, NO_REST);

        for (int i = 0; i < 1_000; i++) {
            listener.onDecision(event);
            awaitHeard(1);
        }
    }

    @Test
    void aQueueOfOneIsNeverLeftToWait() throws Exception {
        QueuedListener listener = start(1, LONG_REST);

        for (int i = 0; i < 50; i++) {
            listener.onDecision(event);
            awaitHeard(1);
        }
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

    private void awaitHeard(int events) throws InterruptedException {
        assertThat(heard.tryAcquire(events, 10, TimeUnit.SECONDS)).isTrue();
    }

    private static AuthEvent anyEvent() {
        TestKeys keys = new TestKeys();
        List<AuthEvent> events = new ArrayList<>();
        keys.authenticator()
                .inlineListener(events::add)
                .build()
                .authenticate(TestRequest.bearer(keys.issue(ApiKeySettings.named("ci"))));
        return events.get(0);
    }
}
