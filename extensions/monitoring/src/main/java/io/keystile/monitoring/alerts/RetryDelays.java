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

/** How long to wait before the next attempt: twice as long each time, less at random, and no less than was asked for. */
final class RetryDelays {
    /** Gives back nothing that it took, so that a long value takes time in proportion; no digits after the zeros are zero. */
    private static final Pattern SECONDS = Pattern.compile("0*+([0-9]*+)");

    /** Some thirty years; a number with more digits need not be read. */
    private static final int MAX_DIGITS = 9;

    private static final int MAX_DOUBLINGS = 30;

    private final WebhookSettings settings;
    private final RandomGenerator random;

    RetryDelays(WebhookSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    /**
     * Returns how long to wait.
     *
     * @param attempt which one has failed, from 1
     * @param retryAfter what the receiver said (RFC 9110 section 10.2.3); what is not written so is passed over
     */
    Duration after(int attempt, Optional<String> retryAfter, Instant now) {
        long longest = settings.longestDelay().toMillis();
        int doublings = Math.min(attempt - 1, MAX_DOUBLINGS);
        long first = Math.min(settings.firstDelay().toMillis(), longest);
        long doubled = Math.min(first << doublings, longest);
        long backoff = doubled - (long) (random.nextDouble() * doubled / 2);
        long asked = retryAfter.map(value -> millisOf(value.strip(), now)).orElse(0L);
        return Duration.ofMillis(Math.min(Math.max(backoff, asked), longest));
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
