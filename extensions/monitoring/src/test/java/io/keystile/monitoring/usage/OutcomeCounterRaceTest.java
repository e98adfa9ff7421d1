package io.keystile.monitoring.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Two threads make the first calls of many counters at once. A race must not leave a call without a period. */
class OutcomeCounterRaceTest {
    private static final int COUNTERS = 200_000;
    private static final int CALLS = 3;
    private static final long MINUTE = 31_000_000;

    private final AtomicReference<OutcomeCounter> offered = new AtomicReference<>();

    @Test
    void concurrentFirstCallsAllCountInTheirMinute() throws InterruptedException, ExecutionException {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> ended = other.submit(this::countOfferedCounters);
            for (int i = 0; i < COUNTERS; i++) {
                OutcomeCounter counter = new OutcomeCounter();
                offered.set(counter);
                count(counter);
                while (offered.get() != null) {
                    Thread.onSpinWait();
                }
                assertThat(counter.calls(UsageResolution.MINUTE, MINUTE)).isEqualTo(2 * CALLS);
            }
            ended.get();
        } finally {
            other.shutdownNow();
        }
    }

    private void countOfferedCounters() {
        for (int i = 0; i < COUNTERS && !Thread.interrupted(); i++) {
            OutcomeCounter counter = offered.get();
            while (counter == null && !Thread.interrupted()) {
                Thread.onSpinWait();
                counter = offered.get();
            }
            if (counter == null) {
                return;
            }
            count(counter);
            offered.set(null);
        }
    }

    private static void count(OutcomeCounter counter) {
        for (int call = 0; call < CALLS; call++) {
            counter.count(MINUTE);
        }
    }
}
