package io.keystile.monitoring.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.AuthEvent;
import io.keystile.DenialReason;
import io.keystile.Events;
import io.keystile.key.KeyId;
import io.keystile.monitoring.leaks.LeakAction;
import io.keystile.monitoring.leaks.LeakEvent;
import io.keystile.monitoring.leaks.LeakSite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs each rule on three weeks of ordinary traffic, without and with misuse three hours before the end. */
class RulesOnTrafficTest {
    private static final long SEED = 20_300_107;
    private static final int WEEKS = 3;
    private static final KeyId VICTIM = Events.key(3);
    private static final KeyId DORMANT = Events.key(77);
    private static final Instant MISUSE =
            Events.MONDAY.plus(Duration.ofDays(7 * WEEKS)).minusSeconds(3 * 3_600);

    /**
     * The misuse that a rule must detect: events spread evenly over the hour from {@link #MISUSE}, each computed from
     * its step and time.
     */
    record Misuse(Supplier<AlertRule> rule, int steps, BiFunction<Integer, Instant, AuthEvent> event) {
        Stream<AuthEvent> events() {
            long interval = Duration.ofHours(1).toMillis() / steps;
            return IntStream.range(0, steps).mapToObj(step -> event.apply(step, MISUSE.plusMillis(step * interval)));
        }

        @Override
        public String toString() {
            return rule.get().name();
        }
    }

    private static Stream<Misuse> misuses() {
        return Stream.of(
                new Misuse(RateAboveBaseline::new, 900, (step, time) -> Events.granted(VICTIM, Events.HOME, time)),
                new Misuse(NewNetwork::new, 3, (step, time) -> Events.granted(VICTIM, "2001:db8:7::1", time)),
                new Misuse(ManyNetworks::new, 12, (step, time) -> Events.granted(VICTIM, fromNetwork(step), time)),
                new Misuse(RulesOnTrafficTest::dormant, 2, (step, time) -> Events.granted(DORMANT, Events.HOME, time)),
                new Misuse(
                        EndedKeyUse::new,
                        2,
                        (step, time) -> Events.refused(DenialReason.KEY_REVOKED, VICTIM, Events.HOME, time)),
                new Misuse(
                        WrongSecrets::new,
                        120,
                        (step, time) -> Events.unverified(DenialReason.WRONG_SECRET, VICTIM, Events.HOME, time)),
                new Misuse(
                        UnknownIds::new,
                        60,
                        (step, time) -> Events.unverified(
                                DenialReason.UNKNOWN_KEY, Events.key(1_000 + step), "198.18.0.1", time)),
                new Misuse(
                        DeniedKey::new,
                        200,
                        (step, time) -> Events.refused(DenialReason.PERMISSION_MISSING, VICTIM, Events.HOME, time)),
                new Misuse(
                        DeniedOverall::new,
                        1_000,
                        (step, time) ->
                                Events.unverified(DenialReason.MALFORMED_KEY, null, fromNetwork(step % 200), time)),
                new Misuse(
                        PlaintextKey::new,
                        2,
                        (step, time) -> Events.unverified(DenialReason.HTTPS_REQUIRED, VICTIM, Events.HOME, time)),
                new Misuse(RulesOnTrafficTest::leaked, 2, (step, time) -> Events.granted(DORMANT, Events.HOME, time)));
    }

    private static String fromNetwork(int number) {
        return "198.18." + number + ".1";
    }

    private static AlertRule dormant() {
        return new DormantKey(
                Duration.ofDays(30),
                id -> Optional.of(Events.MONDAY.minus(Duration.ofDays(id.equals(DORMANT) ? 40 : 1))));
    }

    private static AlertRule leaked() {
        LeakedKeyUse rule = new LeakedKeyUse();
        rule.onLeak(new LeakEvent(DORMANT, new LeakSite("test", "", ""), LeakAction.LEFT_ALONE));
        // The find is reported with the first decision. This test is about later uses.
        rule.judge(Events.granted(VICTIM, Events.HOME, Events.MONDAY));
        return rule;
    }

    private static List<Instant> timesOfSuspicions(AlertRule rule, List<AuthEvent> events) {
        List<Instant> times = new ArrayList<>();
        for (AuthEvent event : events) {
            if (rule.judge(event) != null) {
                times.add(event.time());
            }
        }
        return times;
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void ordinaryTrafficIsNotSuspicious(Misuse misuse) {
        List<AuthEvent> events = new SeededTraffic(SEED).weeks(WEEKS);

        assertThat(timesOfSuspicions(misuse.rule.get(), events))
                .as("seed %d", SEED)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void misuseIsSuspiciousWhileItLastsAndNotAfterwards(Misuse misuse) {
        List<AuthEvent> ordinary = new SeededTraffic(SEED).weeks(WEEKS);
        List<AuthEvent> events = Stream.concat(ordinary.stream(), misuse.events())
                .sorted(Comparator.comparing(AuthEvent::time))
                .toList();

        assertThat(timesOfSuspicions(misuse.rule.get(), events))
                .as("seed %d; many-networks counts networks for one more hour", SEED)
                .isNotEmpty()
                .allMatch(time -> !time.isBefore(MISUSE) && time.isBefore(MISUSE.plusSeconds(2 * 3_600)));
    }
}
