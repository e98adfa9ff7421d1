package io.keystile.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakTest {
    @TempDir
    private Path folder;

    private Soak small() {
        return new Soak(1, 200, 5_000, 1_000, folder);
    }

    @Test
    void burstThatOverflowsTheQueuesIsAccountedFor() throws Exception {
        Soak soak = small();
        soak.burst(60_000);
        assertThat(soak.finish()).contains("60,000 calls, 5,000 ids, 1,000 addresses");
    }

    @Test
    void wrongCountInTheLogIsDetected() throws Exception {
        Soak soak = small();
        soak.burst(1_000);
        Files.writeString(folder.resolve("access.log.other"), "{\"time\":\"now\",\"dropped\":1}\n");
        assertThatThrownBy(soak::finish).hasMessageContaining("1,001 instead of 1,000 decisions in the log");
    }

    @Test
    void invalidLineIsDetected() throws Exception {
        Soak soak = small();
        soak.burst(1_000);
        Files.writeString(folder.resolve("access.log.other"), "{\"time\":\n");
        assertThatThrownBy(soak::finish).hasMessageContaining("Not JSON: {\"time\":");
    }

    @Test
    void controlCharactersAndKeysAreDetected() {
        for (String text : List.of("\u001b", "\u2028", "pk_live_" + "a".repeat(50))) {
            assertThatThrownBy(() -> new LogCheck().check("{\"time\":\"" + text + "\",\"dropped\":1}"))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void heapGrowthIsDetected() {
        HeapTrend heap = new HeapTrend();
        for (int minute = 0; minute < 30; minute++) {
            heap.add(minute, 100 + Math.max(0, minute - 9) * 2.0 + minute % 2);
        }
        assertThat(heap.growth()).isBetween(1.9, 2.1);
    }
}
