package io.keystile.benchmarks.authenticate;

import io.keystile.AuthRequest;
import io.keystile.Requirement;
import io.keystile.benchmarks.Zipf;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.PresentedKey;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * The keys of a trial, their requests, which all have the same {@link Outcome}, and the order of the calls. Immutable.
 */
final class Workload {
    static final ApiKeyFormat FORMAT = ApiKeyFormat.ofBrand("pk");
    static final String ENVIRONMENT = "live";
    static final Duration LONG = Duration.ofDays(1);

    /** The capacity of each cache. Caffeine records no reads while a cache is less than half full. */
    static final int CACHE_CAPACITY = 1_000_000;

    private static final String REQUIRED_PERMISSION = "flows:execute";
    private static final String OTHER_PERMISSION = "flows:read";
    private static final Requirement REQUIREMENT = Requirement.permission(REQUIRED_PERMISSION);
    private static final RateLimit SMALL_LIMIT = RateLimit.perDay(10);
    private static final int RANGES = 10;
    private static final int FIRST_OCTET = 20;
    private static final int MISTYPED_AT = 30;

    private static final int CALLS_PER_KEY = 16;
    private static final int MAX_CALLS = 1 << 20;
    private static final long SEED = 42;

    private final Outcome outcome;
    private final Limit limit;
    private final List<Sample> samples;
    private final Traffic traffic;

    Workload(int keys, Outcome outcome, Limit limit) {
        this.outcome = outcome;
        this.limit = limit;
        SecureRandom secrets = new SecureRandom();
        this.samples =
                IntStream.range(0, keys).mapToObj(i -> sample(i, secrets)).toList();
        Zipf popularity = new Zipf(keys);
        Random random = new Random(SEED);
        // A power of two, so that a mask wraps the position.
        int calls = Integer.highestOneBit(Math.min(CALLS_PER_KEY * keys, MAX_CALLS));
        this.traffic =
                new Traffic(calls, () -> samples.get(popularity.draw(random)).request());
    }

    private Sample sample(int index, SecureRandom secrets) {
        PresentedKey key = FORMAT.generate(ENVIRONMENT, secrets);
        PresentedKey secret = outcome == Outcome.wrongSecret ? FORMAT.generate(ENVIRONMENT, secrets) : key;
        String rest = "." + (index >> 8 & 0xff) + "." + (index & 0xff) + ".";
        List<String> ranges = IntStream.range(0, RANGES)
                .mapToObj(i -> (FIRST_OCTET + i) + rest + "0/24")
                .toList();
        boolean outside = outcome == Outcome.addressNotAllowed;
        // In the middle of the list, so that a linear search takes its average time.
        String client = (outside ? FIRST_OCTET - 1 : FIRST_OCTET + RANGES / 2) + rest + "7";
        return new Sample(key, secret, ranges, requestFrom(client, key));
    }

    private MemoryRequest requestFrom(String client, PresentedKey key) {
        return switch (outcome) {
            case noCredential -> MemoryRequest.of(client, null, REQUIREMENT);
            case malformed -> MemoryRequest.of(client, mistyped(key.reveal()), REQUIREMENT);
            default -> MemoryRequest.of(client, key.reveal(), REQUIREMENT);
        };
    }

    private static String mistyped(String key) {
        char other = key.charAt(MISTYPED_AT) == 'x' ? 'y' : 'x';
        return key.substring(0, MISTYPED_AT) + other + key.substring(MISTYPED_AT + 1);
    }

    /** Creates the request of a call. Any number is valid; the sequence repeats. */
    AuthRequest request(int call) {
        return traffic.request(call);
    }

    Outcome outcome() {
        return outcome;
    }

    List<Sample> samples() {
        return samples;
    }

    /** Returns whether the keys are in the store. */
    boolean issued() {
        return outcome != Outcome.unknown;
    }

    boolean revoked() {
        return outcome == Outcome.revoked;
    }

    /**
     * Returns the expiry of every key, in the past for {@link Outcome#expired}. All keys expire, so every call checks
     * it.
     */
    Instant expiresAt() {
        Instant now = Instant.now();
        return outcome == Outcome.expired ? now.minus(LONG) : now.plus(LONG.multipliedBy(365));
    }

    /** Returns the only permission of each key. */
    String permission() {
        return outcome == Outcome.permissionMissing ? OTHER_PERMISSION : REQUIRED_PERMISSION;
    }

    RateLimit limit() {
        return outcome == Outcome.limitExceeded ? SMALL_LIMIT : limit.rateLimit();
    }

    /** Returns the limiter's clock, in nanoseconds. */
    LongSupplier limitClock() {
        return outcome == Outcome.limitExceeded ? SlidingWindowRateLimiter.SYSTEM_CLOCK : limit.nanoClock();
    }

    /** Makes the contender cache every key, and uses up the limits for {@link Outcome#limitExceeded}. */
    void warm(Contender contender) {
        long calls = outcome == Outcome.limitExceeded ? SMALL_LIMIT.permits() : 1;
        for (long call = 0; call < calls; call++) {
            samples.forEach(sample -> contender.decide(sample.request()));
        }
    }

    /**
     * Checks that every request has the expected outcome.
     *
     * @throws IllegalStateException if one has another outcome
     */
    void require(Contender contender, Outcome expected) {
        for (Sample sample : samples) {
            Outcome actual = contender.outcomeOf(sample.request());
            if (actual != expected) {
                throw new IllegalStateException("Expected " + expected + ", got " + actual);
            }
        }
    }
}
