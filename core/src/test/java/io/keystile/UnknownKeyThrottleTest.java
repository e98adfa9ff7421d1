package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.net.IpAddress;
import io.keystile.ratelimit.RateLimit;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnknownKeyThrottleTest {
    private static final long PERMIT_NANOS = Duration.ofMillis(600).toNanos();

    private final ManualTime time = new ManualTime();
    private final UnknownKeyThrottle throttle = throttle(RateLimit.perMinute(100));
    private final IpAddress address = IpAddress.parse("192.0.2.7");

    private UnknownKeyThrottle throttle(RateLimit limit) {
        return new UnknownKeyThrottle(limit, time::nanos, new SplittableRandom(19));
    }

    /** Returns the address with this number in 10.0.0.0/8. */
    private static IpAddress numbered(int number) {
        return IpAddress.ofBytes(
                ByteBuffer.allocate(4).putInt(10 << 24 | number).array());
    }

    /** Makes this number of attempts that fail, and returns how many of them were not held off. */
    private static int failed(UnknownKeyThrottle throttle, @Nullable IpAddress address, int attempts) {
        int begun = 0;
        for (int i = 0; i < attempts; i++) {
            if (throttle.begin(address) == 0) {
                throttle.end(address, true);
                begun++;
            }
        }
        return begun;
    }

    private int failed(@Nullable IpAddress address, int attempts) {
        return failed(throttle, address, attempts);
    }

    @Test
    void allIsForgottenAtMostOnceInAWindow() {
        assertThat(failed(address, 200)).isEqualTo(100);
        throttle.forgetAll();
        assertThat(failed(address, 200)).isEqualTo(100);
        time.advance(Duration.ofMinutes(1).minusNanos(1));
        assertThat(failed(address, 200)).isEqualTo(99);
        throttle.forgetAll();
        assertThat(failed(address, 200)).isZero();
        time.advanceNanos(1);
        throttle.forgetAll();
        assertThat(failed(address, 200)).isEqualTo(100);
    }

    @Test
    void anAttemptUnderWayWhileAllIsForgottenCountsLikeAnyOther() {
        assertThat(throttle.begin(address)).isZero();
        throttle.forgetAll();
        throttle.end(address, true);
        assertThat(failed(address, 200)).isEqualTo(99);
    }

    @Test
    void addressHasItsPermitsAtOnceAndThenOneAfterEachPartOfTheWindow() {
        assertThat(failed(address, 200)).isEqualTo(100);
        assertThat(throttle.begin(address)).isEqualTo(PERMIT_NANOS);

        time.advanceNanos(PERMIT_NANOS - 1);
        assertThat(throttle.begin(address)).isEqualTo(1);
        time.advanceNanos(1);
        assertThat(failed(address, 10)).isEqualTo(1);
        time.advance(Duration.ofHours(1));
        assertThat(failed(address, 200)).isEqualTo(100);
    }

    @Test
    void attemptsThatFindTheirKeyCountNothing() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(throttle.begin(address)).isZero();
            throttle.end(address, false);
        }
        assertThat(failed(address, 200)).isEqualTo(100);
    }

    @Test
    void floodFromManyAddressesWithOneKeyEachHoldsNobodyOffAndFreesNobodyOfTheLimit() {
        int begun = IntStream.range(0, 100_000)
                .map(number -> failed(numbered(number), 1))
                .sum();
        assertThat(begun).isEqualTo(100_000);

        assertThat(failed(numbered(5), 5_000)).isBetween(95, 99);
        assertThat(failed(address, 5_000)).isBetween(95, 100);
    }

    @Test
    void addressesThatUseUpTheirLimitHoldOffHardlyAnyOther() {
        for (int attacker = 0; attacker < 10_000; attacker++) {
            failed(numbered(attacker), 100);
        }

        long heldOff = IntStream.range(1 << 20, (1 << 20) + 100_000)
                .filter(other -> throttle.begin(numbered(other)) > 0)
                .count();

        assertThat(heldOff).isBetween(1L, 80L);
    }

    @Test
    void allAddressesTogetherHaveABound() {
        UnknownKeyThrottle few = throttle(RateLimit.perMinute(1));

        int begun = IntStream.range(0, 1_000_000)
                .map(number -> failed(few, numbered(number), 1))
                .sum();

        assertThat(begun).isBetween(100_000, 262_144);
    }

    @Test
    void addressesOfOneIpv6NetworkShareOneLimit() {
        assertThat(failed(IpAddress.parse("2001:db8:0:1::1"), 60)).isEqualTo(60);
        assertThat(failed(IpAddress.parse("2001:db8:0:1:ffff::2"), 60)).isEqualTo(40);
    }

    @Test
    void networksOfOneIpv6SiteTogetherHaveTenTimesTheLimit() {
        int begun = 0;
        for (int network = 0; network < 65_536; network++) {
            begun += failed(IpAddress.parse("2001:db8:7:%x::1".formatted(network)), 1);
        }

        assertThat(begun).isEqualTo(1_000);
        assertThat(failed(IpAddress.parse("2001:db8:8::1"), 200)).isBetween(90, 100);
    }

    @Test
    void clientsWithoutAnAddressTogetherHaveAHundredTimesTheLimit() {
        assertThat(failed((IpAddress) null, 500)).isEqualTo(500);
        assertThat(throttle.begin(null)).isZero();
        throttle.end(null, false);

        assertThat(failed((IpAddress) null, 20_000)).isEqualTo(9_500);
        assertThat(failed(address, 200)).isEqualTo(100);
    }

    @Test
    void attemptsThatOverlapCountATenthUntilTheyHaveEnded() {
        int underWay = 0;
        while (throttle.begin(address) == 0) {
            underWay++;
        }
        assertThat(underWay).isEqualTo(991);

        for (int i = 0; i < underWay; i++) {
            throttle.end(address, true);
        }
        assertThat(throttle.begin(address)).isEqualTo(PERMIT_NANOS);
    }

    @Test
    void attemptThatIsHeldOffIsLoggedWithTheSettingThatWouldChangeIt() {
        try (LogCapture captured = LogCapture.open()) {
            failed(address, 200);
            time.advance(Duration.ofMinutes(1));
            failed(IpAddress.parse("2001:db8:7:1::1"), 200);
            time.advance(Duration.ofMinutes(1));
            for (int network = 0; network < 1_001; network++) {
                failed(IpAddress.parse("2001:db8:7:%x::1".formatted(network)), 1);
            }
            time.advance(Duration.ofMinutes(1));
            failed((IpAddress) null, 10_001);

            assertThat(captured.lines()).hasSize(4);
            assertThat(captured.lines().get(0))
                    .contains("WARN", "Too many unknown keys from 192.0.2.7: ", "unknownKeysPerAddress is 100 in PT1M");
            assertThat(captured.lines().get(1)).contains("from 2001:db8:7:1::/64: ");
            assertThat(captured.lines().get(2))
                    .contains("from 2001:db8:7::/48: ", "10 times unknownKeysPerAddress, which is 100 in PT1M");
            assertThat(captured.lines().get(3))
                    .contains("from clients whose address is unknown: ", "100 times", "Unix socket", "trusted proxy");
        }
    }
}
