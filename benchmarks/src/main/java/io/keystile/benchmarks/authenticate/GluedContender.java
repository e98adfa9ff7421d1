package io.keystile.benchmarks.authenticate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.keystile.AuthRequest;
import io.keystile.model.Permission;
import io.keystile.ratelimit.RateLimit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Code that an application could write itself: a Caffeine cache of records, a digest for each call, Spring Security's
 * address matcher, a set of permissions, and a Bucket4j bucket for each key.
 *
 * <p>It takes the same requests and makes the same checks in the same order, but does less: one header, keys without a
 * checksum, permissions without patterns, no workspaces, and no digest for an unknown key.
 */
final class GluedContender implements Contender {
    private static final String BEARER = "Bearer ";
    private static final String PREFIX = Workload.FORMAT.brand() + "_" + Workload.ENVIRONMENT + "_";
    private static final int SECRET_START = PREFIX.length() + 12;
    private static final int SECRET_END = SECRET_START + 32;
    private static final int KEY_LENGTH = SECRET_END + 6;

    private final Map<String, Row> table = new HashMap<>();
    private final Cache<String, Optional<Row>> rows;
    private final Cache<String, Bucket> buckets;
    private final RateLimit limit;
    private final TimeMeter limitClock;

    /** A row of the application's table of keys. */
    @SuppressWarnings("ArrayRecordComponent") // rows are not compared
    private record Row(
            byte[] hash, boolean revoked, Instant expiresAt, List<IpAddressMatcher> ranges, Set<String> permissions) {}

    /** The result that the application works with. */
    private record Result(Outcome outcome, long remaining, long retryAfterNanos) {
        static Result denied(Outcome outcome) {
            return new Result(outcome, 0, 0);
        }
    }

    GluedContender(Workload workload) {
        this.limit = workload.limit();
        this.limitClock = new LimitClock(workload.limitClock());
        this.rows = Caffeine.newBuilder()
                .maximumSize(Workload.CACHE_CAPACITY)
                .expireAfterWrite(Workload.LONG)
                .build();
        this.buckets = Caffeine.newBuilder()
                .maximumSize(Workload.CACHE_CAPACITY)
                .expireAfterAccess(Workload.LONG)
                .build();
        if (workload.issued()) {
            workload.samples().forEach(sample -> insert(sample, workload));
        }
    }

    private void insert(Sample sample, Workload workload) {
        List<IpAddressMatcher> ranges =
                sample.ranges().stream().map(IpAddressMatcher::new).toList();
        byte[] hash = sha256(secretOf(sample.secret().reveal()));
        Row row = new Row(hash, workload.revoked(), workload.expiresAt(), ranges, Set.of(workload.permission()));
        table.put(idOf(sample.key().reveal()), row);
    }

    @Override
    public Object decide(AuthRequest request) {
        return check(request);
    }

    @Override
    public Outcome outcomeOf(AuthRequest request) {
        return check(request).outcome();
    }

    private Result check(AuthRequest request) {
        List<String> authorization = request.headers("Authorization");
        if (authorization.isEmpty() || !authorization.get(0).startsWith(BEARER)) {
            return Result.denied(Outcome.noCredential);
        }
        String key = authorization.get(0).substring(BEARER.length());
        if (key.length() != KEY_LENGTH || !key.startsWith(PREFIX)) {
            return Result.denied(Outcome.malformed);
        }
        String id = idOf(key);
        Optional<Row> found = rows.get(id, this::load);
        if (found.isEmpty()) {
            return Result.denied(Outcome.unknown);
        }
        Row row = found.get();
        if (!MessageDigest.isEqual(row.hash(), sha256(secretOf(key)))) {
            return Result.denied(Outcome.wrongSecret);
        }
        if (row.revoked()) {
            return Result.denied(Outcome.revoked);
        }
        if (!Instant.now().isBefore(row.expiresAt())) {
            return Result.denied(Outcome.expired);
        }
        if (!matchesAny(row.ranges(), request.peerAddress())) {
            return Result.denied(Outcome.addressNotAllowed);
        }
        for (Permission permission : request.requirement().permissions()) {
            if (!row.permissions().contains(permission.value())) {
                return Result.denied(Outcome.permissionMissing);
            }
        }
        ConsumptionProbe probe = buckets.get(id, this::newBucket).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? new Result(Outcome.granted, probe.getRemainingTokens(), 0)
                : new Result(Outcome.limitExceeded, 0, probe.getNanosToWaitForRefill());
    }

    private Optional<Row> load(String id) {
        return Optional.ofNullable(table.get(id));
    }

    private Bucket newBucket(String id) {
        return Bucket.builder()
                .addLimit(
                        bandwidth -> bandwidth.capacity(limit.permits()).refillGreedy(limit.permits(), limit.window()))
                .withCustomTimePrecision(limitClock)
                .build();
    }

    private static boolean matchesAny(List<IpAddressMatcher> ranges, @Nullable String address) {
        for (IpAddressMatcher range : ranges) {
            if (range.matches(address)) {
                return true;
            }
        }
        return false;
    }

    private static String idOf(String key) {
        return key.substring(PREFIX.length(), SECRET_START);
    }

    private static String secretOf(String key) {
        return key.substring(SECRET_START, SECRET_END);
    }

    private static byte[] sha256(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform must support SHA-256", e);
        }
    }

    /** The clock that the library's limiter reads. */
    private record LimitClock(LongSupplier nanos) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanos.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
