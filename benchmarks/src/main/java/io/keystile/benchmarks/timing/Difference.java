package io.keystile.benchmarks.timing;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A difference in time between two kinds of calls.
 *
 * @param comparison the name of the comparison
 * @param nanos the difference in nanoseconds
 * @param bound95 half of the interval that contains it with a probability of 95%, in nanoseconds
 * @param t Student's t
 */
record Difference(
        @JsonProperty String comparison,
        @JsonProperty double nanos,
        @JsonProperty double bound95,
        @JsonProperty double t) {}
