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

    @Test
    void keystileNeedsMoreMemoryForAnActiveKey() {
        // A quiet one has 8 of its 100 slots.
        assertThat(bytes(100, Use.active)).isGreaterThanOrEqualTo(bytes(100, Use.quiet) + 92 * Long.BYTES);
    }

    private static double bytes(long permits, Use use) {
        return Footprint.of(Implementation.keystile, permits, use, KEYS).bytesPerKey();
    }
}
