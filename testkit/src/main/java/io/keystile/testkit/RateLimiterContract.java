package io.keystile.testkit;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.RateLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of every {@link RateLimiter}, in the memory of one process or shared by many. A limiter's test extends
 * this class and supplies limiters whose clock stands still, and a way to move that clock:
 *
 * <pre>{@code
 * class MyRateLimiterTest extends RateLimiterContract {
 *     private final AtomicLong nanos = new AtomicLong();
 *
 *     @Override
 *     protected RateLimiter newLimiter() {
 *         return new MyRateLimiter(nanos::get);
 *     }
 *
 *     @Override
 *     protected void advance(long by) {
 *         nanos.addAndGet(by);
 *     }
 * }
 * }</pre>
 *
 * <p>The guarantee is that of {@link io.keystile.ratelimit.SlidingWindowRateLimiter}: no window has more permits than
 * the limit, and a permit comes back one window after it was spent, or at most a 64th of a window later if the limit
 * has more than 128 permits. Random calls are compared with a plain list of all admissions; a failure names the seed.
 *
 * <p>The contract does not cover failures: test separately what a limiter does that cannot reach its server.
 */
public abstract class RateLimiterContract {
    static final int THREADS = 8;

    private static final long SECOND = 1_000_000_000;

    private long now;

    /** Creates the contract. */
    protected RateLimiterContract() {}

    /** Returns a limiter of which no permit is spent. A test may call this more than once. */
    protected abstract RateLimiter newLimiter() throws Exception;

    /**
     * Advances the clock of the limiters.
     *
     * @param nanos the nanoseconds, 0 or more, a multiple of {@link #clockUnitNanos}
     */
    protected abstract void advance(long nanos) throws Exception;

    /** Returns the unit of the limiters' clock in nanoseconds, for example 1000 if it counts microseconds. */
    protected long clockUnitNanos() {
        return 1;
    }

    /** Returns the number of sequences of 100 random calls in each random test, by default 300. */
    protected int randomSequences() {
        return 300;
    }

    @Test
    void callWithoutBucketsIsGranted() throws Exception {
        RateLimitResult result = newLimiter().tryAcquire(List.of(), 1);

        assertThat(result.granted()).isTrue();
        assertThat(result.quotas()).isEmpty();
        assertThat(result.retryAfterNanos()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void callOfLessThanOnePermitIsRejected(long permits) throws Exception {
        RateLimiter limiter = newLimiter();
        List<RateLimitBucket> key = List.of(bucket("key:a", RateLimit.perMinute(5)));

        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire(key, permits));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire(List.of(), permits));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquireRefundable(key, permits));
        assertThat(remaining(limiter.tryAcquire(key, 1))).containsExactly(4L);
    }

    @Test
    void bucketListedTwiceIsRejected() throws Exception {
        RateLimiter limiter = newLimiter();
        RateLimitBucket key = bucket("key:a", RateLimit.perMinute(5));
        RateLimitBucket sameId = bucket("key:a", RateLimit.perHour(7));

        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire(List.of(key, key), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire(List.of(key, sameId), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquireRefundable(List.of(key, key), 1));
        assertThat(remaining(limiter.tryAcquire(List.of(key), 1))).containsExactly(4L);
    }

    @Test
    void resultHasOneQuotaForEachLimitInTheOrderOfTheCall() throws Exception {
        RateLimiter limiter = newLimiter();
        RateLimitBucket key = bucket("key:a", RateLimit.perHour(9), RateLimit.perMinute(3));
        RateLimitBucket workspace = bucket("workspace:w", RateLimit.perMinute(2));

        RateLimitResult granted = limiter.tryAcquire(List.of(workspace, key), 2);
        pass(SECOND);
        RateLimitResult denied = limiter.tryAcquire(List.of(key, workspace), 1);

        assertThat(granted.granted()).isTrue();
        assertThat(granted.quotas())
                .containsExactly(
                        new Quota("workspace:w", RateLimit.perMinute(2), 0, 60 * SECOND, false),
                        new Quota("key:a", RateLimit.perHour(9), 7, 3600 * SECOND, false),
                        new Quota("key:a", RateLimit.perMinute(3), 1, 60 * SECOND, false));
        assertThat(denied.granted()).isFalse();
        assertThat(denied.quotas())
                .containsExactly(
                        new Quota("key:a", RateLimit.perHour(9), 7, 3599 * SECOND, false),
                        new Quota("key:a", RateLimit.perMinute(3), 1, 59 * SECOND, false),
                        new Quota("workspace:w", RateLimit.perMinute(2), 0, 59 * SECOND, true));
        assertThat(denied.retryAfterNanos()).isEqualTo(59 * SECOND);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100, 1000})
    void deniedCallsSpendNothing(long permits) throws Exception {
        RateLimiter limiter = newLimiter();
        List<RateLimitBucket> key = List.of(bucket("key:a", RateLimit.perMinute(permits)));
        assertThat(limiter.tryAcquire(key, permits).granted()).isTrue();
        for (int i = 0; i < 200; i++) {
            pass(SECOND / 10);
            assertThat(limiter.tryAcquire(key, 1 + i % permits).granted()).isFalse();
        }

        pass(40 * SECOND + 60 * SECOND / 64);

        RateLimitResult result = limiter.tryAcquire(key, permits);
        assertThat(result.granted()).isTrue();
        assertThat(remaining(result)).containsExactly(0L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 10, 200})
    void callAboveTheLimitIsChargedTheWholeLimit(long permits) throws Exception {
        RateLimiter limiter = newLimiter();
        List<RateLimitBucket> key = List.of(bucket("key:a", RateLimit.perSecond(permits), RateLimit.perDay(100_000)));
        assertThat(remaining(limiter.tryAcquire(key, 1000))).containsExactly(0L, 99_000L);

        RateLimitResult denied = limiter.tryAcquire(key, Long.MAX_VALUE);
        assertThat(denied.quotas()).extracting(Quota::violated).containsExactly(true, true);
        assertThat(remaining(denied)).containsExactly(0L, 99_000L);

        pass(limiter.tryAcquire(key, 1000).retryAfterNanos());
        assertThat(remaining(limiter.tryAcquire(key, 1000))).containsExactly(0L, 98_000L);
    }

    @Test
    void callOverSeveralBucketsSpendsFromAllOrFromNone() throws Exception {
        RateLimiter limiter = newLimiter();
        RateLimitBucket key = bucket("key:a", RateLimit.perMinute(100));
        RateLimitBucket workspace = bucket("workspace:w", RateLimit.perHour(3));
        assertThat(remaining(limiter.tryAcquire(List.of(key, workspace), 2))).containsExactly(98L, 1L);

        assertThat(limiter.tryAcquire(List.of(key, workspace), 2).granted()).isFalse();
        assertThat(limiter.tryAcquire(List.of(workspace, key), 2).granted()).isFalse();

        assertThat(remaining(limiter.tryAcquire(List.of(workspace, key), 1))).containsExactly(0L, 97L);
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 1000})
    void limitHoldsUntilTheEndOfTheLongestWindow(long permits) throws Exception {
        RateLimiter limiter = newLimiter();
        RateLimit year = RateLimit.of("per-year", permits, Duration.ofDays(366));
        List<RateLimitBucket> key = List.of(bucket("key:a", year));
        assertThat(limiter.tryAcquire(key, permits).granted()).isTrue();

        pass(year.window().toNanos() - clockUnitNanos());
        assertThat(limiter.tryAcquire(key, 1).granted()).isFalse();
        pass(clockUnitNanos() + year.window().toNanos() / 64);
        assertThat(remaining(limiter.tryAcquire(key, 1))).containsExactly(permits - 1);
    }

    @Test
    void smallLimitsDecideLikeAListOfAdmissions() throws Exception {
        RateLimiter limiter = newLimiter();
        for (long seed = 0; seed < randomSequences(); seed++) {
            RandomCalls traffic = RandomCalls.onSmallLimits(seed, clockUnitNanos(), 3);
            Map<String, List<AdmissionLog>> logs = logs(traffic, AdmissionLog::exact);
            for (RandomCalls.Call call : traffic.calls()) {
                pass(call.gap());
                List<AdmissionLog> charged = of(logs, call);
                boolean expected = charged.stream().allMatch(log -> log.admits(now, call.cost()));
                long wait = charged.stream()
                        .mapToLong(log -> log.retryAfterNanos(now, call.cost()))
                        .max()
                        .orElseThrow();
                List<Boolean> violated = charged.stream()
                        .map(log -> !log.admits(now, call.cost()))
                        .toList();
                if (expected) {
                    charged.forEach(log -> log.admit(now, call.cost()));
                }

                RateLimitResult result = limiter.tryAcquire(call.buckets(), call.cost());

                check(result.granted() == expected, "decision", traffic, call, result);
                check(result.retryAfterNanos() == wait, "Retry-After", traffic, call, result);
                check(result.quotas().size() == charged.size(), "quotas", traffic, call, result);
                for (int i = 0; i < charged.size(); i++) {
                    Quota quota = result.quotas().get(i);
                    AdmissionLog log = charged.get(i);
                    check(quota.violated() == violated.get(i), "violated", traffic, call, result);
                    check(quota.remaining() == log.remaining(now), "remaining", traffic, call, result);
                    check(quota.resetNanos() == log.resetNanos(now), "reset", traffic, call, result);
                }
            }
        }
    }

    @Test
    void largeLimitsAreNeverExceededAndPermitsComeBackAtMostA64thOfAWindowLate() throws Exception {
        RateLimiter limiter = newLimiter();
        for (long seed = 0; seed < randomSequences(); seed++) {
            RandomCalls traffic = RandomCalls.onLargeLimits(seed, clockUnitNanos(), 3);
            Map<String, List<AdmissionLog>> allExact = logs(traffic, AdmissionLog::exact);
            Map<String, List<AdmissionLog>> allLatest = logs(traffic, AdmissionLog::latest);
            for (RandomCalls.Call call : traffic.calls()) {
                pass(call.gap());
                List<AdmissionLog> exact = of(allExact, call);
                List<AdmissionLog> latest = of(allLatest, call);
                RateLimitResult result = limiter.tryAcquire(call.buckets(), call.cost());
                if (!result.granted()) {
                    boolean late = latest.stream().allMatch(log -> log.admits(now, call.cost()));
                    check(!late, "denied within the limit", traffic, call, result);
                    result = afterRetryAfter(limiter, traffic, call, result);
                }
                boolean admits = exact.stream().allMatch(log -> log.admits(now, call.cost()));
                check(admits, "granted over the limit", traffic, call, result);
                for (int i = 0; i < exact.size(); i++) {
                    exact.get(i).admit(now, call.cost());
                    latest.get(i).admit(now, call.cost());
                    long remaining = result.quotas().get(i).remaining();
                    boolean between = remaining <= exact.get(i).remaining(now)
                            && remaining >= latest.get(i).remaining(now);
                    check(between, "remaining", traffic, call, result);
                }
            }
        }
    }

    /** Checks that the call is denied until just before its Retry-After, and returns its result at that time. */
    private RateLimitResult afterRetryAfter(
            RateLimiter limiter, RandomCalls traffic, RandomCalls.Call call, RateLimitResult denied) throws Exception {
        long unit = clockUnitNanos();
        pass((denied.retryAfterNanos() - 1) / unit * unit);
        RateLimitResult earlier = limiter.tryAcquire(call.buckets(), call.cost());
        check(!earlier.granted(), "granted before the Retry-After", traffic, call, denied);
        pass(unit);
        RateLimitResult result = limiter.tryAcquire(call.buckets(), call.cost());
        check(result.granted(), "denied at the Retry-After", traffic, call, denied);
        return result;
    }

    @Test
    void nextPermitComesBackExactlyAtTheReset() throws Exception {
        RateLimiter limiter = newLimiter();
        for (long seed = 0; seed < randomSequences(); seed++) {
            RandomCalls traffic = RandomCalls.onLargeLimits(seed, clockUnitNanos(), 1);
            for (RandomCalls.Call call : traffic.calls()) {
                pass(call.gap());
                limiter.tryAcquire(call.buckets(), call.cost());
            }
            RandomCalls.Call probe = new RandomCalls.Call(0, traffic.buckets(), RateLimit.MAX_PERMITS);
            for (int i = 0; i < traffic.buckets().get(0).limits().size(); i++) {
                RateLimitResult before = limiter.tryAcquire(probe.buckets(), probe.cost());
                if (before.granted()) {
                    break;
                }
                Quota quota = before.quotas().get(i);
                if (quota.resetNanos() == 0) {
                    check(quota.remaining() == quota.limit().permits(), "reset", traffic, probe, before);
                    continue;
                }
                long unit = clockUnitNanos();
                pass((quota.resetNanos() - 1) / unit * unit);
                RateLimitResult early = limiter.tryAcquire(probe.buckets(), probe.cost());
                check(!early.granted(), "granted before the reset", traffic, probe, before);
                long unchanged = early.quotas().get(i).remaining();
                check(unchanged == quota.remaining(), "permit back before the reset", traffic, probe, before);
                pass(unit);
                RateLimitResult later = limiter.tryAcquire(probe.buckets(), probe.cost());
                boolean back = later.granted() || later.quotas().get(i).remaining() > quota.remaining();
                check(back, "no permit back at the reset", traffic, probe, before);
            }
        }
    }

    @Test
    void changedNumberOfPermitsKeepsWhatWasSpent() throws Exception {
        RateLimiter limiter = newLimiter();
        limiter.tryAcquire(List.of(bucket("key:a", RateLimit.perMinute(100))), 30);

        RateLimitBucket larger = bucket("key:a", RateLimit.perMinute(1000));
        assertThat(remaining(limiter.tryAcquire(List.of(larger), 1))).containsExactly(969L);
        RateLimitBucket smaller = bucket("key:a", RateLimit.perMinute(20));
        RateLimitResult denied = limiter.tryAcquire(List.of(smaller), 1);
        assertThat(denied.granted()).isFalse();
        assertThat(remaining(denied)).containsExactly(0L);

        pass(60 * SECOND - clockUnitNanos());
        assertThat(limiter.tryAcquire(List.of(smaller), 1).granted()).isFalse();
        pass(clockUnitNanos() + 60 * SECOND / 64);
        assertThat(remaining(limiter.tryAcquire(List.of(smaller), 1))).containsExactly(19L);
    }

    @Test
    void limitKeepsItsHistoryWhileOthersComeAndGo() throws Exception {
        RateLimiter limiter = newLimiter();
        RateLimit kept = RateLimit.perMinute(3);
        RateLimit other = RateLimit.perHour(500);
        for (int i = 0; i < 3; i++) {
            limiter.tryAcquire(List.of(bucket("key:a", kept)), 1);
            pass(SECOND);
        }

        RateLimitResult with = limiter.tryAcquire(List.of(bucket("key:a", other, kept)), 1);
        assertThat(with.retryAfterNanos()).isEqualTo(57 * SECOND);
        assertThat(with.quotas().get(1)).isEqualTo(new Quota("key:a", kept, 0, 57 * SECOND, true));

        assertThat(limiter.tryAcquire(List.of(bucket("key:a", other)), 1).granted())
                .isTrue();
        pass(SECOND);
        RateLimitResult again = limiter.tryAcquire(List.of(bucket("key:a", kept)), 3);
        assertThat(again.granted()).isFalse();
        assertThat(remaining(again)).containsExactly(0L);
    }

    @Test
    void bucketsOfDifferentIdsAreCountedIndependently() throws Exception {
        RateLimiter limiter = newLimiter();
        RateLimit limit = RateLimit.perMinute(2);

        assertThat(remaining(limiter.tryAcquire(List.of(bucket("key:a", limit)), 2)))
                .containsExactly(0L);
        assertThat(remaining(limiter.tryAcquire(List.of(bucket("key:A", limit)), 1)))
                .containsExactly(1L);
        assertThat(remaining(limiter.tryAcquire(List.of(bucket("key:a:60", limit)), 1)))
                .containsExactly(1L);
        assertThat(remaining(limiter.tryAcquire(List.of(bucket("key:\u00fc {}*", limit)), 1)))
                .containsExactly(1L);
    }

    @Test
    void refundWorksAtMostOnce() throws Exception {
        RateLimiter limiter = newLimiter();
        List<RateLimitBucket> key = List.of(bucket("key:a", RateLimit.perMinute(10)));
        limiter.tryAcquire(key, 4);
        RateLimitResult charged = limiter.tryAcquireRefundable(key, 3);

        boolean refunded = charged.refund();

        assertThat(charged.refund()).isFalse();
        assertThat(remaining(limiter.tryAcquire(key, 1))).containsExactly(refunded ? 5L : 2L);
    }

    @Test
    void deniedCallAndOrdinaryCallCannotBeRefunded() throws Exception {
        RateLimiter limiter = newLimiter();
        List<RateLimitBucket> key = List.of(bucket("key:a", RateLimit.perMinute(2)));

        assertThat(limiter.tryAcquire(key, 2).refund()).isFalse();
        assertThat(limiter.tryAcquireRefundable(key, 1).refund()).isFalse();
        assertThat(limiter.tryAcquire(key, 1).granted()).isFalse();
    }

    /** A granted call and its admission in the log of each limit. */
    private record Charged(RateLimitResult result, List<AdmissionLog.Admission> admissions) {}

    /**
     * A call that was refunded is no admission, whether or not its permits came back. Permits count at most as if no
     * call had been refunded.
     */
    @Test
    void refundsNeverGiveBackMoreThanWasSpent() throws Exception {
        RateLimiter limiter = newLimiter();
        for (long seed = 0; seed < randomSequences(); seed++) {
            RandomCalls traffic = RandomCalls.onSmallLimits(seed, clockUnitNanos(), 1);
            SplittableRandom random = new SplittableRandom(seed);
            List<RateLimit> limits = traffic.buckets().get(0).limits();
            List<AdmissionLog> kept = limits.stream().map(AdmissionLog::exact).toList();
            List<AdmissionLog> all = limits.stream().map(AdmissionLog::exact).toList();
            List<Charged> refundable = new ArrayList<>();
            for (RandomCalls.Call call : traffic.calls()) {
                pass(call.gap());
                boolean most = kept.stream().allMatch(log -> log.admits(now, call.cost()));
                boolean least = all.stream().allMatch(log -> log.admits(now, call.cost()));
                RateLimitResult result = limiter.tryAcquireRefundable(call.buckets(), call.cost());
                check(most || !result.granted(), "granted over the limit", traffic, call, result);
                check(!least || result.granted(), "denied within the limit", traffic, call, result);
                if (result.granted()) {
                    all.forEach(log -> log.admit(now, call.cost()));
                    List<AdmissionLog.Admission> admissions = kept.stream()
                            .map(log -> log.admit(now, call.cost()))
                            .toList();
                    refundable.add(new Charged(result, admissions));
                }
                for (int i = 0; i < limits.size(); i++) {
                    long remaining = result.quotas().get(i).remaining();
                    boolean between = remaining <= kept.get(i).remaining(now)
                            && remaining >= all.get(i).remaining(now);
                    check(between, "remaining after refunds", traffic, call, result);
                }
                if (!refundable.isEmpty() && random.nextInt(3) == 0) {
                    int last = refundable.size() - 1;
                    Charged some = refundable.remove(random.nextInt(4) == 0 ? random.nextInt(last + 1) : last);
                    some.result().refund();
                    for (int i = 0; i < limits.size(); i++) {
                        kept.get(i).remove(some.admissions().get(i));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 100, 1000})
    void threadsAreTogetherGrantedExactlyThePermitsOfALimit(long permits) throws Exception {
        RateLimiter limiter = newLimiter();
        RateLimit limit = RateLimit.perMinute(permits);
        List<RateLimitBucket> key = List.of(bucket("key:a", RateLimit.perHour(5000), limit));

        long granted = grantedInThreads(limiter, key, (int) permits);

        assertThat(granted).isEqualTo(permits);
        pass(60 * SECOND + 60 * SECOND / 64);
        assertThat(remaining(limiter.tryAcquire(key, permits))).containsExactly(5000 - 2 * permits, 0L);
    }

    @Test
    void threadsOverTwoBucketsAreNeverGrantedMoreThanTheSmallerLimit() throws Exception {
        RateLimiter limiter = newLimiter();
        RateLimitBucket key = bucket("key:a", RateLimit.perMinute(400));
        RateLimitBucket workspace = bucket("workspace:w", RateLimit.perMinute(100));

        long granted = grantedInThreads(limiter, List.of(key, workspace), 100);

        assertThat(granted).isEqualTo(100);
        RateLimitResult denied = limiter.tryAcquire(List.of(key, workspace), 1);
        assertThat(denied.quotas()).extracting(Quota::violated).contains(true);
        assertThat(remaining(denied)).contains(0L).allMatch(left -> left <= 300);
    }

    /** Returns how many calls of one permit are granted if each of several threads makes {@code calls} calls. */
    private static long grantedInThreads(RateLimiter limiter, List<RateLimitBucket> buckets, int calls)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                counts.add(threads.submit(() -> {
                    start.await();
                    int granted = 0;
                    for (int j = 0; j < calls; j++) {
                        granted += limiter.tryAcquire(buckets, 1).granted() ? 1 : 0;
                    }
                    return granted;
                }));
            }
            long granted = 0;
            for (Future<Integer> count : counts) {
                granted += count.get(1, MINUTES);
            }
            return granted;
        } finally {
            threads.shutdownNow();
        }
    }

    private void pass(long nanos) throws Exception {
        advance(nanos);
        now += nanos;
    }

    private static RateLimitBucket bucket(String id, RateLimit... limits) {
        return new RateLimitBucket(id, "acme", List.of(limits));
    }

    private static List<Long> remaining(RateLimitResult result) {
        return result.quotas().stream().map(Quota::remaining).toList();
    }

    private static Map<String, List<AdmissionLog>> logs(RandomCalls traffic, Function<RateLimit, AdmissionLog> log) {
        Map<String, List<AdmissionLog>> logs = new HashMap<>();
        for (RateLimitBucket bucket : traffic.buckets()) {
            logs.put(bucket.id(), bucket.limits().stream().map(log).toList());
        }
        return logs;
    }

    private static List<AdmissionLog> of(Map<String, List<AdmissionLog>> logs, RandomCalls.Call call) {
        return call.buckets().stream()
                .map(bucket -> logs.getOrDefault(bucket.id(), List.of()))
                .flatMap(Collection::stream)
                .toList();
    }

    /** Runs for each of very many calls, so it builds a message only on failure. */
    private void check(boolean holds, String rule, RandomCalls traffic, RandomCalls.Call call, RateLimitResult result) {
        if (!holds) {
            fail("%s: %s of %s at %d ns: %s", rule, call, traffic, now, result);
        }
    }
}
