package io.keystile.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class GenerationsTest {
    private final Generations generations = new Generations();

    @Test
    void changeOfANameChangesItsNumberAndTheTotal() {
        long name = generations.of("a");
        long any = generations.ofAny();
        generations.increment("a");
        assertThat(generations.of("a")).isNotEqualTo(name);
        assertThat(generations.ofAny()).isNotEqualTo(any);
    }

    @Test
    void changeOfANameDoesNotChangeOtherNames() {
        long other = generations.of("b");
        generations.increment("a");
        assertThat(generations.of("b")).isEqualTo(other);
    }

    @Test
    void changeOfAllNamesChangesEachNumberAndTheTotal() {
        long a = generations.of("a");
        long b = generations.of("b");
        long any = generations.ofAny();
        generations.incrementAll();
        assertThat(generations.of("a")).isNotEqualTo(a);
        assertThat(generations.of("b")).isNotEqualTo(b);
        assertThat(generations.ofAny()).isNotEqualTo(any);
    }

    /** Otherwise a reader that compares only the total could miss a change of a name. */
    @Test
    void changeIsNeverSeenInANameBeforeTheTotal() throws InterruptedException, ExecutionException {
        int changes = 3_000_000;
        ExecutorService changer = Executors.newSingleThreadExecutor();
        try {
            Future<?> changing = changer.submit(() -> {
                for (int i = 0; i < changes; i += 2) {
                    generations.increment("a");
                    generations.incrementAll();
                }
            });
            long ofName;
            do {
                ofName = generations.of("a");
                assertThat(generations.ofAny()).isGreaterThanOrEqualTo(ofName);
            } while (ofName < changes && !changing.isDone());
            changing.get();
        } finally {
            changer.shutdownNow();
        }
    }
}
