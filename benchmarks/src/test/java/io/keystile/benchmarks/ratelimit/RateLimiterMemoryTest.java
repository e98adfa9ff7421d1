package io.keystile.benchmarks.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.benchmarks.ratelimit.Footprint.Use;
import org.junit.jupiter.api.Test;

class RateLimiterMemoryTest {
    private static final int KEYS = 50;

    @Test
    void keystileNeedsNoMoreMemoryForALargerLimit() {
        assertThat(bytes(100_000, Use.active)).isEqualTo(bytes(1_000, Use.active));
        assertThat(bytes(100_000, Use.quiet)).isEqualTo(bytes(1_000, Use.quiet));
    }

    /** The objects are counted. Only the slots of the table depend on chance, by less than 3 B for each key. */
    @Test
    void keystileNeedsFewBytes() {
        int keys = 1_000;
        assertThat(Footprint.of(Implementation.keystile, 100, Use.quiet, keys).bytesPerKey())
                .isBetween(1.0, 195.0);
        assertThat(Footprint.of(Implementation.keystile, 100, Use.active, keys).bytesPerKey())
                .isBetween(1.0, 963.0);
        assertThat(Footprint.of(Implementation.keystile, 128, Use.active, keys).bytesPerKey())
                .isBetween(1.0, 1_187.0);
        assertThat(Footprint.of(Implementation.keystile, 1_000, Use.active, keys)
                        .bytesPerKey())
                .isBetween(1.0, 803.0);
    }

    @Test
    void keystileNeedsMoreMemoryForAnActiveKey() {
        // A quiet one has 4 of its 100 slots.
        assertThat(bytes(100, Use.active)).isGreaterThanOrEqualTo(bytes(100, Use.quiet) + 96 * Long.BYTES);
    }

    private static double bytes(long permits, Use use) {
        return Footprint.of(Implementation.keystile, permits, use, KEYS).bytesPerKey();
    }
}
