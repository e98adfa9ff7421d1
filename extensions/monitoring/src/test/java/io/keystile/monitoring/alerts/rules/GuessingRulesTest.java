package io.keystile.monitoring.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.AuthEvent;
import io.keystile.DenialReason;
import io.keystile.Events;
import io.keystile.key.KeyId;
import io.keystile.net.CidrBlock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules on wrong secrets and made-up ids. */
class GuessingRulesTest {
    private static final KeyId KEY = Events.key(1);

    private final WrongSecrets wrongSecrets = new WrongSecrets();
    private final UnknownIds unknownIds = new UnknownIds();

    private static AuthEvent wrongSecret(KeyId key, long second) {
        return Events.unverified(
                DenialReason.WRONG_SECRET, key, "198.18.0." + second % 250, Events.MONDAY.plusSeconds(second));
    }

    private static AuthEvent unknown(int id, String address, long second) {
        return Events.unverified(DenialReason.UNKNOWN_KEY, Events.key(id), address, Events.MONDAY.plusSeconds(second));
    }

    private static List<AuthEvent> series(int times, int apart, int from) {
        return IntStream.range(0, times)
                .mapToObj(time -> wrongSecret(KEY, from + (long) time * apart))
                .toList();
    }

    @Test
    void tenWrongSecretsWithinTenMinutesAreSuspicious() {
        assertThat(Suspicions.count(wrongSecrets, series(9, 66, 0))).isZero();
        Suspicion suspicion = wrongSecrets.judge(wrongSecret(KEY, 599));

        assertThat(suspicion).isNotNull();
        assertThat(suspicion.keyId()).isEqualTo(KEY);
        assertThat(suspicion.verified()).as("guessing must not disable the key").isFalse();
    }

    @Test
    void tenWrongSecretsInMoreThanTenMinutesAreNotSuspicious() {
        assertThat(Suspicions.count(wrongSecrets, series(100, 67, 0))).isZero();
    }

    @Test
    void aSeriesThatIsOverIsForgotten() {
        assertThat(Suspicions.count(wrongSecrets, series(12, 1, 0))).isEqualTo(3);
        assertThat(Suspicions.count(wrongSecrets, series(9, 1, 700))).isZero();
    }

    @Test
    void eachIdIsCountedSeparately() {
        List<AuthEvent> events = IntStream.range(0, 90)
                .mapToObj(time -> wrongSecret(Events.key(time % 10), time))
                .toList();

        assertThat(Suspicions.count(wrongSecrets, events)).isZero();
    }

    @Test
    void madeUpIdsDoNotEvictKeysThatExist() {
        series(9, 1, 0).forEach(wrongSecrets::judge);
        IntStream.range(0, WrongSecrets.MAX_KEYS + 1)
                .forEach(id -> wrongSecrets.judge(unknown(1_000 + id, Events.HOME, 10)));

        assertThat(wrongSecrets.judge(wrongSecret(KEY, 20))).isNotNull();
    }

    @Test
    void twentyUnknownIdsFromOneNetworkAreSuspicious() {
        IntStream.range(0, 19)
                .forEach(id -> assertThat(unknownIds.judge(unknown(id, "198.18.0." + id, id)))
                        .isNull());
        Suspicion suspicion = unknownIds.judge(unknown(19, "198.18.0.200", 3_599));

        assertThat(suspicion).isNotNull();
        assertThat(suspicion.subject()).isEqualTo(CidrBlock.parse("198.18.0.0/24"));
        assertThat(suspicion.keyId()).isNull();
    }

    @Test
    void aDeletedKeyThatIsStillUsedIsOneId() {
        List<AuthEvent> events = IntStream.range(0, 500)
                .mapToObj(time -> unknown(7, Events.HOME, time))
                .toList();

        assertThat(Suspicions.count(unknownIds, events)).isZero();
    }

    @Test
    void unknownIdsFromManyNetworksOrOverManyHoursAreNotSuspicious() {
        List<AuthEvent> spread = IntStream.range(0, 200)
                .mapToObj(id -> unknown(id, "198.18." + id + ".1", id))
                .toList();
        List<AuthEvent> slow = IntStream.range(0, 200)
                .mapToObj(id -> unknown(id, "192.0.2.1", 10_000 + 200L * id))
                .toList();

        assertThat(Suspicions.count(unknownIds, spread)).isZero();
        assertThat(Suspicions.count(unknownIds, slow)).isZero();
    }

    @Test
    void idsThatWereNotLookedUpAnyMoreAreCounted() {
        List<AuthEvent> events = IntStream.range(0, 25)
                .mapToObj(id -> Events.unverified(
                        DenialReason.TOO_MANY_UNKNOWN_KEYS, Events.key(id), null, Events.MONDAY.plusSeconds(id)))
                .toList();

        assertThat(Suspicions.count(unknownIds, events)).isEqualTo(6);
    }

    @Test
    void aFloodOfNetworksEvictsTheLeastRecentlySeen() {
        IntStream.range(0, 19).forEach(id -> unknownIds.judge(unknown(id, "192.0.2.1", 0)));
        IntStream.range(0, UnknownIds.MAX_NETWORKS)
                .forEach(
                        network -> unknownIds.judge(unknown(1, "10." + network / 256 + "." + network % 256 + ".1", 1)));
        @Nullable Suspicion suspicion = unknownIds.judge(unknown(19, "192.0.2.1", 2));

        assertThat(suspicion).isNull();
    }

    @Test
    void thresholdsOutOfBoundsAreRejected() {
        assertThatThrownBy(() -> new WrongSecrets(0, Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UnknownIds(1_001, Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eventsFromWhenTheClockWasFarAheadAreForgotten() {
        long year = 365 * 24 * 3_600;
        IntStream.range(0, 19).forEach(id -> unknownIds.judge(unknown(id, Events.HOME, year)));
        series(9, 1, (int) year).forEach(wrongSecrets::judge);

        assertThat(unknownIds.judge(unknown(19, Events.HOME, 0))).isNull();
        assertThat(wrongSecrets.judge(wrongSecret(KEY, 0))).isNull();
    }
}
