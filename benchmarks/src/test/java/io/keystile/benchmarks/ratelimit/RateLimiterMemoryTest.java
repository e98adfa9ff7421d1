package io.keystile.benchmarks.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.benchmarks.ratelimit.Footprint.Use;
import org.junit.jupiter.api.Test;

class RateLimiterMemoryTest {
    private static final int KEYS = 50;

    @Test
    void keystileNeedsNoMoreMemoryForALargerLimit() {
        assertThat(bytes(100_000, Use.active)).isEqualTo(bytes(1_000, Use.active));
        assertThat(bytes(100_000, Use.quiet)).isEqualTo(bytes(100, Use.quiet));
    }

    @Test
    void keystileNeedsMoreMemoryForAnActiveKey() {
        assertThat(bytes(100, Use.active)).isGreaterThan(bytes(100, Use.quiet) + 100 * Long.BYTES);
    }

    private static double bytes(long permits, Use use) {
        return Footprint.of(Implementation.keystile, permits, use, KEYS).bytesPerKey();
    }
}
