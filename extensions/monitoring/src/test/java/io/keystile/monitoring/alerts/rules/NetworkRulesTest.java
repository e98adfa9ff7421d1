package io.keystile.monitoring.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.DenialReason;
import io.keystile.Events;
import io.keystile.key.KeyId;
import io.keystile.net.CidrBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NetworkRulesTest {
    private static final KeyId KEY = Events.key(1);

    private final NewNetwork newNetwork = new NewNetwork();
    private final ManyNetworks manyNetworks = new ManyNetworks();

    private static Instant day(int day) {
        return Events.MONDAY.plus(Duration.ofDays(day));
    }

    private @Nullable Suspicion used(AlertRule rule, String address, Instant time) {
        return rule.judge(Events.granted(KEY, address, time));
    }

    private long suspicionsFrom(int networks, Instant start) {
        return IntStream.range(0, networks)
                .mapToObj(network -> used(manyNetworks, "198.18." + network + ".1", start.plusSeconds(60L * network)))
                .filter(Objects::nonNull)
                .count();
    }

    @Test
    void aNewNetworkIsSuspiciousOnceAfterAWeek() {
        used(newNetwork, Events.HOME, day(0));

        Suspicion suspicion = used(newNetwork, "198.51.100.20", day(7));
        assertThat(suspicion).isNotNull();
        assertThat(suspicion.network()).isEqualTo(CidrBlock.parse("198.51.100.0/24"));
        assertThat(suspicion.verified()).isTrue();
        assertThat(used(newNetwork, "198.51.100.21", day(8))).isNull();
    }

    @Test
    void aNewNetworkWithinTheFirstWeekIsLearned() {
        used(newNetwork, Events.HOME, day(0));

        assertThat(used(newNetwork, "198.51.100.20", day(7).minusSeconds(1))).isNull();
        assertThat(used(newNetwork, "198.51.100.20", day(9))).isNull();
    }

    @Test
    void addressesOfOneNetworkAreNotNew() {
        used(newNetwork, "2001:db8:42::1", day(0));

        assertThat(used(newNetwork, "2001:db8:42:ffff::1", day(9))).isNull();
        assertThat(used(newNetwork, "2001:db8:43::1", day(9))).isNotNull();
    }

    @Test
    void aDeniedCallFromANewNetworkIsSuspiciousIfTheSecretIsRight() {
        used(newNetwork, Events.HOME, day(0));

        assertThat(newNetwork.judge(Events.refused(DenialReason.ADDRESS_NOT_ALLOWED, KEY, "198.51.100.20", day(9))))
                .isNotNull();
        assertThat(newNetwork.judge(Events.unverified(DenialReason.WRONG_SECRET, KEY, "198.51.101.20", day(9))))
                .isNull();
    }

    @Test
    void unknownAddressesAreOneNetwork() {
        used(newNetwork, Events.HOME, day(0));

        Suspicion suspicion = newNetwork.judge(Events.granted(KEY, null, day(9)));
        assertThat(suspicion).isNotNull();
        assertThat(suspicion.network()).isNull();
        assertThat(newNetwork.judge(Events.granted(KEY, null, day(10)))).isNull();
    }

    @Test
    void aRoamingKeyIsNotJudgedUntilItSettles() {
        used(newNetwork, Events.HOME, day(0));
        IntStream.range(2, 6).forEach(day -> used(newNetwork, "198.18." + day + ".1", day(day)));

        assertThat(used(newNetwork, "198.51.100.20", day(8))).isNull();
        assertThat(used(newNetwork, "198.51.101.20", day(60))).isNotNull();
    }

    @Test
    void fiveNetworksWithinAnHourAreSuspiciousAndFourAreNot() {
        used(manyNetworks, Events.HOME, day(0));

        assertThat(suspicionsFrom(5, day(1))).isEqualTo(1);
        assertThat(suspicionsFrom(4, day(2))).isZero();
    }

    @Test
    void fiveNetworksInMoreThanAnHourAreNotSuspicious() {
        used(manyNetworks, Events.HOME, day(0));
        suspicionsFrom(4, day(1));

        assertThat(used(manyNetworks, Events.HOME, day(1).plusSeconds(3_600))).isNull();
    }

    @Test
    void upToTwiceTheUsualMaximumIsNotSuspicious() {
        suspicionsFrom(6, day(0));

        assertThat(suspicionsFrom(12, day(1))).isZero();
        assertThat(suspicionsFrom(32, day(2))).isPositive();
    }

    @Test
    void daysAreStillLearnedAfterTheClockWasAhead() {
        used(manyNetworks, Events.HOME, day(0));
        used(manyNetworks, Events.HOME, day(3_000));
        suspicionsFrom(4, day(1));
        suspicionsFrom(8, day(2));

        assertThat(suspicionsFrom(8, day(3))).isZero();
    }

    @Test
    void aKeyFirstUsedWhileTheClockWasAheadIsJudgedAfterAWeek() {
        used(newNetwork, Events.HOME, day(3_000));
        used(newNetwork, Events.HOME, day(0));

        assertThat(used(newNetwork, "198.51.100.20", day(7))).isNotNull();
    }

    @Test
    void aKeyIsNotJudgedOnItsFirstDay() {
        assertThat(suspicionsFrom(60, day(0))).isZero();
    }

    @Test
    void thresholdsOutOfBoundsAreRejected() {
        assertThatThrownBy(() -> new ManyNetworks(65, Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ManyNetworks(5, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NewNetwork(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
