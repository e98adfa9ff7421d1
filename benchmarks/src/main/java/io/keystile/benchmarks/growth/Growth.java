package io.keystile.benchmarks.growth;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * What so many keys take.
 *
 * @param keys how many
 * @param storeBytes what the store in memory retains for each key
 * @param cacheBytes what the authenticator remembers of each key, the record in the store not counted again
 * @param limiterBytes what the limiter keeps for each key that was used once
 * @param roughNanos what a granted call takes, roughly: one thread, one loop, no forks
 */
record Growth(
        @JsonProperty int keys,
        @JsonProperty long storeBytes,
        @JsonProperty long cacheBytes,
        @JsonProperty long limiterBytes,
        @JsonProperty double roughNanos) {
    static final String HEADING = """
            | keys | store, B/key | cache, B/key | limiter, B/key | granted call, rough |
            |---:|---:|---:|---:|---:|""";

    String row() {
        return String.format(
                Locale.ROOT,
                "| %,d | %,d | %,d | %,d | %,.0f ns |",
                keys,
                storeBytes,
                cacheBytes,
                limiterBytes,
                roughNanos);
    }
}
