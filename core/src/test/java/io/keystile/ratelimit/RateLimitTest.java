package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.ratelimit.RateLimitResult.Mode;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void factoriesSetNameAndWindow() {
        assertThat(List.of(RateLimit.perSecond(1), RateLimit.perMinute(2), RateLimit.perHour(3), RateLimit.perDay(4)))
                .containsExactly(
                        RateLimit.of("per-second", 1, Duration.ofSeconds(1)),
                        RateLimit.of("per-minute", 2, MINUTE),
                        RateLimit.of("per-hour", 3, Duration.ofHours(1)),
                        RateLimit.of("per-day", 4, Duration.ofDays(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1a",
                "-a",
                "A",
                "a b",
                "a\"b",
                "ü",
                "a\n",
                "a2345678901234567890123456789012345678901234567890123456789012345"
            })
    void nameThatIsNotValidInAHeaderIsRejected(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimit.of(name, 1, MINUTE))
                .withMessageContaining("give a name like \"per-minute\"");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 100_000_001, Long.MAX_VALUE})
    void permitsOutOfBoundsAreRejected(long permits) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimit.perMinute(permits))
                .withMessage("limit \"per-minute\" has " + permits + " permits; give 1 to 100000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.5S", "PT1.000000001S", "PT8784H1S"})
    void windowOutOfBoundsIsRejected(String window) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimit.of("a", 1, Duration.parse(window)))
                .withMessageContaining("give whole seconds, 1 second to 366 days");
    }

    @Test
    void bucketWithoutIdOrWithInvalidLimitsIsRejected() {
        RateLimit limit = RateLimit.perMinute(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimitBucket("", List.of(limit)))
                .withMessageContaining("give 1 to 256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimitBucket("a", List.of()))
                .withMessageContaining("give one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimitBucket("a", Collections.nCopies(9, limit)))
                .withMessageContaining("at most 8 limits");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimitBucket("a", List.of(limit, RateLimit.perMinute(2))))
                .withMessageContaining("each with a different name");
    }

    @Test
    void bucketWithoutGroupIsInOneOfItsOwn() {
        List<RateLimit> limits = List.of(RateLimit.perMinute(1));

        assertThat(new RateLimitBucket("key:a", limits).group()).isEqualTo("key:a");
        assertThat(new RateLimitBucket("}/flows/{id}\n", limits).group()).isEqualTo("_/flows/_id__");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a{b", "}", "a}b", "a\nb", "a\u007f"})
    void groupThatWouldBreakAHashTagIsRejected(String group) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimitBucket("a", group, List.of(RateLimit.perMinute(1))))
                .withMessageContaining("give 1 to 256 characters without braces");
    }

    @Test
    void groupIsAtMost256Characters() {
        List<RateLimit> limits = List.of(RateLimit.perMinute(1));

        assertThat(new RateLimitBucket("a", "g".repeat(256), limits).group()).hasSize(256);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimitBucket("a", "g".repeat(257), limits))
                .withMessageContaining("give 1 to 256 characters");
    }

    @Test
    void bucketsOfDifferentGroupsAreDifferent() {
        List<RateLimit> limits = List.of(RateLimit.perMinute(1));
        RateLimitBucket bucket = new RateLimitBucket("a", "acme", limits);

        assertThat(bucket)
                .isEqualTo(new RateLimitBucket("a", "acme", limits))
                .hasSameHashCodeAs(new RateLimitBucket("a", "acme", limits))
                .isNotEqualTo(new RateLimitBucket("a", "zeta", limits));
    }

    @Test
    void resultIsLocalUnlessTheLimiterSaysOtherwise() {
        RateLimitResult local = RateLimitResult.granted(List.of(new Quota("a", RateLimit.perMinute(2), 1, 1, false)));
        RateLimitResult shared = local.withMode(Mode.SHARED);

        assertThat(local.mode()).isEqualTo(Mode.LOCAL);
        assertThat(RateLimitResult.granted(List.of()).mode()).isEqualTo(Mode.NONE);
        assertThat(shared.mode()).isEqualTo(Mode.SHARED);
        assertThat(shared.refundable(() -> true).mode()).isEqualTo(Mode.SHARED);
        assertThat(RateLimitResult.granted(List.of()).refundable(() -> true).mode())
                .isEqualTo(Mode.NONE);
        assertThat(shared.quotas()).isEqualTo(local.quotas());
        assertThat(shared).isNotEqualTo(local).isEqualTo(local.withMode(Mode.SHARED));
    }

    @Test
    void resultOfOneBucketKeepsItsQuotaWithAnotherMode() {
        RateLimitBucket bucket = new RateLimitBucket("a", List.of(RateLimit.perMinute(2)));
        RateLimitResult local = new SlidingWindowRateLimiter(() -> 0).tryAcquire(List.of(bucket), 1);
        RateLimitResult share = local.withMode(Mode.OWN_SHARE);

        assertThat(local.mode()).isEqualTo(Mode.LOCAL);
        assertThat(share.quotas()).isEqualTo(local.quotas()).hasSize(1);
        assertThat(share.mode()).isEqualTo(Mode.OWN_SHARE);
    }

    @Test
    void deniedResultWithoutWaitIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimitResult.denied(List.of(), 0))
                .withMessage("retryAfterNanos is 0; give more than 0");
    }

    @Test
    void quotaOutOfBoundsIsRejected() {
        RateLimit limit = RateLimit.perMinute(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Quota("a", limit, 2, 0, false))
                .withMessageContaining("give 0 to 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Quota("a", limit, 1, -1, false))
                .withMessageContaining("give 0 or more");
    }
}
