package io.keystile.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.redis.LimitCall.Extra;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a node grants without the server, and what it tells the server of it. */
class OwnShareTest {

    private static final int NODES = 4;
    private static final RateLimit PER_MINUTE = RateLimit.perMinute(103);
    private static final List<RateLimitBucket> BUCKET = List.of(bucket("key:a", PER_MINUTE));
    private static final LimitCall CALL = new LimitCall(BUCKET);

    private final NodeClock clock = new NodeClock();
    private final OwnShare share = new OwnShare(NODES, clock);

    private static RateLimitBucket bucket(String id, RateLimit... limits) {
        return new RateLimitBucket(id, "acme", List.of(limits));
    }

    private RateLimitResult acquire(long permits) {
        return share.tryAcquire(CALL, BUCKET, permits);
    }

    @Test
    void shareIsThePartOfTheLimitRoundedDown() {
        for (int left = 24; left >= 0; left--) {
            RateLimitResult result = acquire(1);
            assertThat(result.granted()).isTrue();
            assertThat(result.mode()).isEqualTo(RateLimitResult.Mode.OWN_SHARE);
            Quota quota = result.quotas().get(0);
            assertThat(quota.limit()).isEqualTo(PER_MINUTE);
            assertThat(quota.remaining()).isEqualTo(left);
        }
        assertThat(acquire(1).granted()).isFalse();
        clock.advanceMillis(60_000);
        assertThat(acquire(25).granted()).isTrue();
    }

    @Test
    void callsThatTheServerGrantedArePartOfTheShare() {
        share.granted(BUCKET, 1);
        share.granted(BUCKET, 19);
        assertThat(acquire(5).granted()).isTrue();
        assertThat(acquire(1).granted()).isFalse();
        share.granted(BUCKET, 1_000);
        clock.advanceMillis(59_999);
        assertThat(acquire(1).granted()).isFalse();
    }

    @Test
    void callThatCostsMoreThanTheShareIsDenied() {
        RateLimitResult denied = acquire(26);
        assertThat(denied.granted()).isFalse();
        assertThat(denied.quotas().get(0).violated()).isTrue();
        assertThat(acquire(1_000).granted()).isFalse();
        assertThat(share.takeDebts(CALL)).isEmpty();
    }

    @Test
    void limitOfFewerPermitsThanNodesIsDenied() {
        List<RateLimitBucket> buckets = List.of(bucket("key:a", RateLimit.perDay(100), RateLimit.perSecond(NODES - 1)));
        RateLimitResult denied = share.tryAcquire(new LimitCall(buckets), buckets, 1);
        assertThat(denied.granted()).isFalse();
        assertThat(denied.quotas()).extracting(Quota::violated).containsExactly(false, true);
    }

    /** With as many nodes as were named, at most N are granted in any window. */
    @Test
    void allNodesTogetherNeverGrantMoreThanTheLimit() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<OwnShare> nodes =
                List.of(share, new OwnShare(NODES, clock), new OwnShare(NODES, clock), new OwnShare(NODES, clock));
        Deque<long[]> inWindow = new ArrayDeque<>();
        long spent = 0;
        for (int i = 0; i < 20_000; i++) {
            long millis = random.nextInt(200);
            clock.advanceMillis(millis);
            long now = clock.getAsLong();
            while (!inWindow.isEmpty() && now - inWindow.element()[0] >= 60_000 * NodeClock.MILLIS) {
                spent -= inWindow.remove()[1];
            }
            long permits = 1L + random.nextInt(3);
            if (nodes.get(random.nextInt(NODES))
                    .tryAcquire(CALL, BUCKET, permits)
                    .granted()) {
                inWindow.add(new long[] {now, permits});
                spent += permits;
            }
            assertThat(spent).as("seed %d", seed).isLessThanOrEqualTo(PER_MINUTE.permits());
        }
    }

    @Test
    void debtIsTakenOnceAndKeptIfItWasNotTold() {
        acquire(3);
        acquire(4);
        List<Extra> debts = share.takeDebts(CALL);
        assertThat(debts).containsExactly(Extra.debt(7));
        assertThat(share.takeDebts(CALL)).isEmpty();
        share.keepDebts(CALL, debts);
        assertThat(share.takeDebts(CALL)).containsExactly(Extra.debt(7));
    }

    @Test
    void debtIsAtMostTheShareOfOneWindow() {
        for (int minute = 0; minute < 10; minute++) {
            assertThat(acquire(25).granted()).isTrue();
            clock.advanceMillis(60_000);
        }
        acquire(25);
        assertThat(share.takeDebts(CALL)).containsExactly(Extra.debt(25));
    }

    @Test
    void debtOlderThanTheWindowIsForgotten() {
        acquire(3);
        clock.advanceMillis(60_000);
        assertThat(share.takeDebts(CALL)).isEmpty();
    }
}
