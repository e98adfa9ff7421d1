package io.keystile.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.RateLimiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Shows that the contract fails for limiters that break one rule each. */
class RateLimiterContractTest {

    private interface Rule {
        void check(RateLimiterContract contract) throws Exception;
    }

    private static void assertBroken(Function<LongSupplier, RateLimiter> limiter, Rule rule, String message) {
        AtomicLong nanos = new AtomicLong();
        RateLimiterContract contract = new RateLimiterContract() {
            @Override
            protected RateLimiter newLimiter() {
                return limiter.apply(nanos::get);
            }

            @Override
            protected void advance(long by) {
                nanos.addAndGet(by);
            }
        };
        assertThatThrownBy(() -> rule.check(contract))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }

    /** Permits come back evenly over the window, so a full bucket and its refill are granted in one window. */
    @Test
    void tokenBucketFails() {
        Function<LongSupplier, RateLimiter> tokenBucket = clock -> new ListRateLimiter(clock) {
            @Override
            long waitNanos(History history, RateLimit limit, long charge, long now) {
                double full = limit.permits();
                double perNano = full / limit.window().toNanos();
                double tokens = full;
                long last = 0;
                for (Spent spent : history.spent) {
                    tokens = Math.min(full, tokens + perNano * (double) (spent.time - last)) - spent.permits;
                    last = spent.time;
                }
                double missing = charge - Math.min(full, tokens + perNano * (double) (now - last));
                return missing <= 0 ? 0 : (long) Math.ceil(missing / perNano);
            }

            @Override
            long lifetimeNanos(RateLimit limit, long time) {
                return 2 * limit.window().toNanos();
            }
        };
        assertBroken(tokenBucket, RateLimiterContract::smallLimitsDecideLikeAListOfAdmissions, "seed");
        assertBroken(
                tokenBucket,
                RateLimiterContract::largeLimitsAreNeverExceededAndPermitsComeBackAtMostA64thOfAWindowLate,
                "granted over the limit");
    }

    /** All permits come back when the next fixed window begins. */
    @Test
    void fixedWindowFails() {
        Function<LongSupplier, RateLimiter> fixedWindow = clock -> new ListRateLimiter(clock) {
            @Override
            long lifetimeNanos(RateLimit limit, long time) {
                return limit.window().toNanos() - time % limit.window().toNanos();
            }
        };
        assertBroken(fixedWindow, RateLimiterContract::smallLimitsDecideLikeAListOfAdmissions, "seed");
        assertBroken(
                fixedWindow,
                RateLimiterContract::largeLimitsAreNeverExceededAndPermitsComeBackAtMostA64thOfAWindowLate,
                "seed");
    }

    @Test
    void permitsThatComeBackA32ndOfAWindowLateFail() {
        assertBroken(
                clock -> new ListRateLimiter(clock) {
                    @Override
                    long lifetimeNanos(RateLimit limit, long time) {
                        return limit.window().toNanos() / 32 * 33;
                    }
                },
                RateLimiterContract::largeLimitsAreNeverExceededAndPermitsComeBackAtMostA64thOfAWindowLate,
                "denied within the limit");
    }

    @Test
    void smallLimitThatIsCountedIn64thsFails() {
        assertBroken(
                clock -> new ListRateLimiter(clock) {
                    @Override
                    long lifetimeNanos(RateLimit limit, long time) {
                        return limit.window().toNanos() / 64 * 65;
                    }
                },
                RateLimiterContract::smallLimitsDecideLikeAListOfAdmissions,
                "reset");
    }

    private static Function<LongSupplier, RateLimiter> waiting(long more) {
        return clock -> new ListRateLimiter(clock) {
            @Override
            long waitNanos(History history, RateLimit limit, long charge, long now) {
                long wait = super.waitNanos(history, limit, charge, now);
                return wait > 1 ? wait + more : wait;
            }
        };
    }

    @Test
    void retryAfterThatIsTooEarlyOrTooLateFails() {
        Rule rule = RateLimiterContract::largeLimitsAreNeverExceededAndPermitsComeBackAtMostA64thOfAWindowLate;
        assertBroken(waiting(1), rule, "granted before the Retry-After");
        assertBroken(waiting(-1), rule, "denied at the Retry-After");
        assertBroken(waiting(1), RateLimiterContract::smallLimitsDecideLikeAListOfAdmissions, "Retry-After");
    }

    /** The wait until one permit is back is too short for a call that costs several. */
    @Test
    void retryAfterOfOnePermitForCostlyCallsFails() {
        assertBroken(
                clock -> new ListRateLimiter(clock) {
                    @Override
                    long waitNanos(History history, RateLimit limit, long charge, long now) {
                        return super.waitNanos(history, limit, charge, now) == 0 ? 0 : resetNanos(history, limit, now);
                    }
                },
                RateLimiterContract::largeLimitsAreNeverExceededAndPermitsComeBackAtMostA64thOfAWindowLate,
                "denied at the Retry-After");
    }

    @Test
    void resetThatIsTooEarlyOrTooLateFails() {
        for (long more : new long[] {-1, 1}) {
            assertBroken(
                    clock -> new ListRateLimiter(clock) {
                        @Override
                        long resetNanos(History history, RateLimit limit, long now) {
                            return Math.max(0, super.resetNanos(history, limit, now) + more);
                        }
                    },
                    RateLimiterContract::nextPermitComesBackExactlyAtTheReset,
                    "reset");
        }
    }

    /** Each bucket is asked on its own, and what the first spent is not given back if the second denies. */
    @Test
    void limiterThatForgetsAllOrNothingFails() {
        Function<LongSupplier, RateLimiter> forgetful = clock -> new ListRateLimiter(clock) {
            @Override
            public synchronized RateLimitResult tryAcquire(List<RateLimitBucket> buckets, long permits) {
                validate(buckets, permits);
                RateLimitResult result = RateLimitResult.granted(List.of());
                List<Quota> quotas = new ArrayList<>();
                for (RateLimitBucket bucket : buckets) {
                    result = super.tryAcquire(List.of(bucket), permits);
                    quotas.addAll(result.quotas());
                    if (!result.granted()) {
                        return RateLimitResult.denied(quotas, result.retryAfterNanos());
                    }
                }
                return RateLimitResult.granted(quotas);
            }
        };
        assertBroken(forgetful, RateLimiterContract::callOverSeveralBucketsSpendsFromAllOrFromNone, "97L");
        assertBroken(forgetful, RateLimiterContract::smallLimitsDecideLikeAListOfAdmissions, "seed");
    }

    @Test
    void deniedCallThatSpendsFails() {
        assertBroken(
                clock -> new ListRateLimiter(clock) {
                    @Override
                    public synchronized RateLimitResult tryAcquire(List<RateLimitBucket> buckets, long permits) {
                        RateLimitResult result = super.tryAcquire(buckets, permits);
                        if (!result.granted()) {
                            buckets.forEach(bucket -> spend(bucket, permits, clock.getAsLong()));
                        }
                        return result;
                    }
                },
                contract -> contract.deniedCallsSpendNothing(100),
                "to be true");
    }

    @Test
    void callAboveTheLimitThatIsNeverGrantedFails() {
        assertBroken(
                clock -> new ListRateLimiter(clock) {
                    @Override
                    long waitNanos(History history, RateLimit limit, long charge, long now) {
                        return charge > limit.permits()
                                ? limit.window().toNanos()
                                : super.waitNanos(history, limit, charge, now);
                    }

                    @Override
                    long charge(RateLimit limit, long permits) {
                        return permits;
                    }
                },
                contract -> contract.callAboveTheLimitIsChargedTheWholeLimit(10),
                "0L");
    }

    @Test
    void limiterThatAcceptsAnythingFails() {
        Function<LongSupplier, RateLimiter> careless = clock -> new ListRateLimiter(clock) {
            @Override
            void validate(List<RateLimitBucket> buckets, long permits) {}
        };
        assertBroken(careless, contract -> contract.callOfLessThanOnePermitIsRejected(0), "Expecting code to raise");
        assertBroken(careless, RateLimiterContract::bucketListedTwiceIsRejected, "Expecting code to raise");
    }

    @Test
    void changedLimitThatStartsEmptyFails() {
        Function<LongSupplier, RateLimiter> forgetful = clock -> new ListRateLimiter(clock) {
            @Override
            String historyKey(RateLimitBucket bucket, RateLimit limit) {
                return bucket + "/" + limit;
            }
        };
        assertBroken(forgetful, RateLimiterContract::changedNumberOfPermitsKeepsWhatWasSpent, "969L");
        assertBroken(forgetful, RateLimiterContract::limitKeepsItsHistoryWhileOthersComeAndGo, "");
    }

    @Test
    void bucketsThatShareACountFail() {
        assertBroken(
                clock -> new ListRateLimiter(clock) {
                    @Override
                    String historyKey(RateLimitBucket bucket, RateLimit limit) {
                        return bucket.id().toLowerCase(Locale.ROOT) + "/" + limit.name();
                    }
                },
                RateLimiterContract::bucketsOfDifferentIdsAreCountedIndependently,
                "1L");
    }

    /** Returns a refund each time it is asked to, also of permits that have left the window. */
    private static final class Generous extends ListRateLimiter {
        Generous(LongSupplier clock) {
            super(clock);
        }

        @Override
        synchronized boolean refund(Map<History, Spent> last) {
            last.forEach((history, spent) -> history.spent.add(new Spent(clock.getAsLong(), -spent.permits)));
            return true;
        }
    }

    @Test
    void refundOfPermitsThatLeftTheWindowFails() {
        assertBroken(Generous::new, RateLimiterContract::refundsNeverGiveBackMoreThanWasSpent, "seed");
    }

    @Test
    void refundThatClaimsMoreThanItGivesBackFails() {
        assertBroken(
                clock -> new ListRateLimiter(clock) {
                    @Override
                    synchronized boolean refund(Map<History, Spent> last) {
                        return true;
                    }
                },
                RateLimiterContract::refundWorksAtMostOnce,
                "5L");
    }

    /** The permits that are left are read, and written later: calls of other threads in between are not counted. */
    @Test
    void limiterThatLosesCallsOfOtherThreadsFails() {
        CountDownLatch allHaveRead = new CountDownLatch(RateLimiterContract.THREADS);
        Set<Thread> firstCalls = ConcurrentHashMap.newKeySet();
        assertBroken(
                clock -> {
                    RateLimiter exact = new ListRateLimiter(clock);
                    return (buckets, permits) -> {
                        if (!firstCalls.add(Thread.currentThread())) {
                            return exact.tryAcquire(buckets, permits);
                        }
                        RateLimitResult read = new ListRateLimiter(clock).tryAcquire(buckets, permits);
                        allHaveRead.countDown();
                        try {
                            allHaveRead.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return read;
                    };
                },
                contract -> contract.threadsAreTogetherGrantedExactlyThePermitsOfALimit(100),
                "100L");
    }
}
