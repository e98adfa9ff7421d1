package io.keystile.benchmarks.growth;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Start times in milliseconds. Of an even number of runs, the median is the larger of the middle two. */
record StartTimes(
        @JsonProperty int runs,
        @JsonProperty double minMillis,
        @JsonProperty double medianMillis,
        @JsonProperty double maxMillis) {

    static StartTimes of(double... millis) {
        double[] sorted = DoubleStream.of(millis).sorted().toArray();
        return new StartTimes(sorted.length, sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "min %.1f ms, median %.1f ms, max %.1f ms of %d",
                minMillis,
                medianMillis,
                maxMillis,
                runs);
    }
}
