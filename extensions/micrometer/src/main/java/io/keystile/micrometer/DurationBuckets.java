package io.keystile.micrometer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** The upper bounds of a histogram's buckets: 1, 2 and 5 times each power of ten, up to 5 seconds. */
final class DurationBuckets {
    private static final long MAX_MICROS = TimeUnit.SECONDS.toMicros(5);

    private DurationBuckets() {}

    /**
     * Returns the bounds in ascending order.
     *
     * @param micros the lowest bound in microseconds, a power of ten
     */
    static Duration[] from(long micros) {
        return LongStream.iterate(micros, power -> power <= MAX_MICROS, power -> power * 10)
                .flatMap(power -> LongStream.of(1, 2, 5).map(step -> step * power))
                .filter(bound -> bound <= MAX_MICROS)
                .mapToObj(bound -> Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(bound)))
                .toArray(Duration[]::new);
    }
}
