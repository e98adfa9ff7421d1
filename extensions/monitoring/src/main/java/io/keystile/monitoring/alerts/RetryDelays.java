package io.keystile.monitoring.alerts;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Computes the delay before the next attempt. It doubles with each attempt, is shortened at random, and is not less
 * than the receiver requested.
 */
final class RetryDelays {
    /**
     * Leading zeros, then the other digits; no other digits mean zero. Possessive, so that matching takes linear time.
     */
    private static final Pattern SECONDS = Pattern.compile("0*+([0-9]*+)");

    /** About thirty years in seconds. A number with more digits is not parsed. */
    private static final int MAX_DIGITS = 9;

    private static final int MAX_DOUBLINGS = 30;

    private final Duration firstDelay;
    private final Duration longestDelay;
    private final RandomGenerator random;

    RetryDelays(Duration firstDelay, Duration longestDelay, RandomGenerator random) {
        this.firstDelay = firstDelay;
        this.longestDelay = longestDelay;
        this.random = random;
    }

    /**
     * Returns the delay before the next attempt, at most the longest one.
     *
     * @param attempt the number of the attempt that failed, from 1
     * @param retryAfter the value of the receiver's Retry-After field (RFC 9110 section 10.2.3); ignored if malformed
     */
    Duration after(int attempt, Optional<String> retryAfter, Instant now) {
        long longest = longestDelay.toMillis();
        int doublings = Math.min(attempt - 1, MAX_DOUBLINGS);
        long first = Math.min(firstDelay.toMillis(), longest);
        long doubled = Math.min(first << doublings, longest);
        long backoff = doubled - (long) (random.nextDouble() * doubled / 2);
        long requested = retryAfter.map(value -> millisOf(value.strip(), now)).orElse(0L);
        return Duration.ofMillis(Math.min(Math.max(backoff, requested), longest));
    }

    private static long millisOf(String retryAfter, Instant now) {
        Matcher seconds = SECONDS.matcher(retryAfter);
        if (seconds.matches()) {
            String digits = seconds.group(1);
            return digits.length() > MAX_DIGITS
                    ? Long.MAX_VALUE
                    : TimeUnit.SECONDS.toMillis(Long.parseLong("0" + digits));
        }
        try {
            Instant then = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Duration.between(now, then).toMillis();
        } catch (DateTimeParseException | ArithmeticException e) {
            return 0;
        }
    }
}
