package io.keystile.benchmarks.authenticate;

import io.keystile.AuthRequest;
import io.keystile.Requirement;
import io.keystile.benchmarks.Zipf;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.PresentedKey;
import io.keystile.ratelimit.RateLimit;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** The keys and requests of a trial, all of which end in one {@link Outcome}, and the order of the calls. Immutable. */
final class Workload {
    static final ApiKeyFormat FORMAT = ApiKeyFormat.ofBrand("pk");
    static final String ENVIRONMENT = "live";
    static final Duration LONG = Duration.ofDays(1);

    /** How many keys each cache has room for; Caffeine keeps no books of reads while a cache is less than half full. */
    static final int ROOM = 1_000_000;

    private static final String ASKED_PERMISSION = "flows:execute";
    private static final String OTHER_PERMISSION = "flows:read";
    private static final Requirement REQUIREMENT = Requirement.permission(ASKED_PERMISSION);
    private static final RateLimit SOON_SPENT = RateLimit.perDay(10);
    private static final int RANGES = 10;
    private static final int FIRST_OCTET = 20;
    private static final int MISTYPED_AT = 30;

    private static final int CALLS_PER_KEY = 16;
    private static final int MOST_CALLS = 1 << 20;
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
        // A power of two, so that the calls go round by masking.
        int calls = Integer.highestOneBit(Math.min(CALLS_PER_KEY * keys, MOST_CALLS));
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
        boolean elsewhere = outcome == Outcome.addressNotAllowed;
        // In the middle of the list, which is what a walk through it costs on average.
        String client = (elsewhere ? FIRST_OCTET - 1 : FIRST_OCTET + RANGES / 2) + rest + "7";
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

    /** Returns the request of a call, by its number, which may be any. */
    AuthRequest request(int call) {
        return traffic.request(call);
    }

    Outcome outcome() {
        return outcome;
    }

    List<Sample> samples() {
        return samples;
    }

    /** Tells whether the keys are in the store. */
    boolean issued() {
        return outcome != Outcome.unknown;
    }

    boolean revoked() {
        return outcome == Outcome.revoked;
    }

    /** Returns when the keys expire; each of them does, so that every call has to look at the time. */
    Instant expiresAt() {
        Instant now = Instant.now();
        return outcome == Outcome.expired ? now.minus(LONG) : now.plus(LONG.multipliedBy(365));
    }

    /** Returns the one permission of each key. */
    String permission() {
        return outcome == Outcome.permissionMissing ? OTHER_PERMISSION : ASKED_PERMISSION;
    }

    RateLimit limit() {
        return outcome == Outcome.limitExceeded ? SOON_SPENT : limit.rateLimit();
    }

    /** Returns the limiter's clock, in nanoseconds. */
    LongSupplier limitClock() {
        return outcome == Outcome.limitExceeded ? System::nanoTime : limit.nanoClock();
    }

    /** Has the rival see every key, so that it remembers all of them, and spends the limits that are to be spent. */
    void warm(Contender contender) {
        long calls = outcome == Outcome.limitExceeded ? SOON_SPENT.permits() : 1;
        for (long call = 0; call < calls; call++) {
            samples.forEach(sample -> contender.decide(sample.request()));
        }
    }

    /**
     * Checks that the rival gives this answer to every request.
     *
     * @throws IllegalStateException if it does not
     */
    void require(Contender contender, Outcome answer) {
        for (Sample sample : samples) {
            Outcome given = contender.outcomeOf(sample.request());
            if (given != answer) {
                throw new IllegalStateException("The answer is to be " + answer + ", and is " + given);
            }
        }
    }
}
