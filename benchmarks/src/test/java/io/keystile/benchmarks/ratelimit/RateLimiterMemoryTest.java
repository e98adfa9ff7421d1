package io.keystile.benchmarks.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.keystile.benchmarks.ratelimit.Footprint.Use;
import org.junit.jupiter.api.Test;

class RateLimiterMemoryTest {
    private static final int KEYS = 1_000;

    /** The objects are counted. Only the slots of the table depend on chance, by less than this for each key. */
    private static final double CHANCE = 3;

    @Test
    void keystileNeedsNoMoreMemoryForALargerLimit() {
        assertThat(bytes(100_000, Use.active)).isCloseTo(bytes(1_000, Use.active), within(CHANCE));
        assertThat(bytes(100_000, Use.quiet)).isCloseTo(bytes(1_000, Use.quiet), within(CHANCE));
    }

    @Test
    void keystileNeedsFewBytes() {
        assertThat(bytes(100, Use.quiet)).isBetween(1.0, 195.0);
        assertThat(bytes(100, Use.active)).isBetween(1.0, 963.0);
        assertThat(bytes(128, Use.active)).isBetween(1.0, 1_187.0);
        assertThat(bytes(1_000, Use.active)).isBetween(1.0, 803.0);
    }

    @Test
    void keystileNeedsMoreMemoryForAnActiveKey() {
        // A quiet one has 4 of its 100 slots.
        assertThat(bytes(100, Use.active)).isGreaterThan(bytes(100, Use.quiet) + 96 * Long.BYTES - CHANCE);
    }

    private static double bytes(long permits, Use use) {
        return Footprint.of(Implementation.keystile, permits, use, KEYS).bytesPerKey();
    }
}
