package io.keystile.benchmarks.growth;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * Memory and time with a number of keys.
 *
 * @param keys the number of keys
 * @param storeBytes the bytes that the in-memory store retains per key
 * @param cacheBytes the bytes that the authenticator's cache retains per key, without the record in the store
 * @param limiterBytes the bytes that the limiter retains per key after one call
 * @param roughNanos the rough time of a granted call in nanoseconds, from one loop in one thread without forks
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
