package io.keystile.micrometer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** The upper bounds of a histogram's buckets: 1, 2 and 5 of each power of ten, up to 5 seconds. */
final class DurationBuckets {
    private static final long MOST_MICROS = TimeUnit.SECONDS.toMicros(5);

    private DurationBuckets() {}

    /**
     * Returns the bounds.
     *
     * @param micros the lowest one, a power of ten, in microseconds
     */
    static Duration[] from(long micros) {
        return LongStream.iterate(micros, power -> power <= MOST_MICROS, power -> power * 10)
                .flatMap(power -> LongStream.of(1, 2, 5).map(step -> step * power))
                .filter(bound -> bound <= MOST_MICROS)
                .mapToObj(bound -> Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(bound)))
                .toArray(Duration[]::new);
    }
}
