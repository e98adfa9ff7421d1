package io.keystile.monitoring.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.AuthEvent;
import io.keystile.DenialReason;
import io.keystile.Events;
import io.keystile.LogCapture;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.rules.AlertRule;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.monitoring.alerts.rules.EndedKeyUse;
import io.keystile.monitoring.alerts.rules.PlaintextKey;
import io.keystile.monitoring.alerts.rules.Suspicion;
import io.keystile.monitoring.internal.ClientNetworks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertMonitorTest {
    private final List<Alert> alerts = new ArrayList<>();
    private final AlertMonitor monitor = AlertMonitor.builder()
            .rule(new EndedKeyUse())
            .alertsPerRuleAndHour(3)
            .listener(alerts::add)
            .build();

    private static Instant at(long second) {
        return Events.MONDAY.plusSeconds(second);
    }

    private static AuthEvent revoked(int key, long second) {
        return Events.refused(DenialReason.KEY_REVOKED, Events.key(key), Events.HOME, at(second));
    }

    private static AuthEvent expired(int key, long second) {
        return Events.refused(DenialReason.KEY_EXPIRED, Events.key(key), Events.HOME, at(second));
    }

    private static AuthEvent ordinary(long second) {
        return Events.granted(Events.key(99), Events.HOME, at(second));
    }

    private List<Phase> phases() {
        return alerts.stream().map(Alert::phase).toList();
    }

    private List<String> rules() {
        return alerts.stream().map(Alert::rule).toList();
    }

    @Test
    void anIncidentIsReportedWhenItOpens() {
        monitor.onDecision(revoked(1, 0));

        assertThat(alerts)
                .containsExactly(new Alert(
                        "ended-key",
                        AlertSeverity.WARNING,
                        Phase.OPENED,
                        Events.key(1),
                        true,
                        "acme",
                        ClientNetworks.of(revoked(1, 0)),
                        at(0),
                        at(0),
                        1,
                        false,
                        "Used although it is revoked; denied"));
    }

    @Test
    void manySuspicionsFormOneIncidentThatIsReportedAgainAfterFifteenMinutes() {
        for (int second = 0; second < 3_000; second++) {
            monitor.onDecision(revoked(1, second));
        }

        assertThat(phases()).containsExactly(Phase.OPENED, Phase.GROWN);
        assertThat(alerts.get(1).count()).isEqualTo(901);
        assertThat(alerts)
                .extracting(Alert::incident)
                .containsOnly(alerts.get(0).incident());
    }

    @Test
    void anIncidentEndsAnHourAfterItsLastSuspicion() {
        monitor.onDecision(revoked(1, 0));
        monitor.onDecision(revoked(1, 60));
        monitor.onDecision(ordinary(3_660));
        assertThat(phases()).containsExactly(Phase.OPENED);

        monitor.onDecision(ordinary(3_661));
        assertThat(phases()).containsExactly(Phase.OPENED, Phase.ENDED);
        assertThat(alerts.get(1).count()).isEqualTo(2);
        assertThat(alerts.get(1).lastSeen()).isEqualTo(at(60));

        monitor.onDecision(revoked(1, 4_000));
        assertThat(phases()).containsExactly(Phase.OPENED, Phase.ENDED, Phase.OPENED);
        assertThat(alerts.get(2).incident()).isNotEqualTo(alerts.get(0).incident());
    }

    @Test
    void anIncidentThatBecomesMoreSevereIsReportedImmediately() {
        monitor.onDecision(expired(1, 0));
        monitor.onDecision(revoked(1, 1));
        monitor.onDecision(expired(1, 2));

        assertThat(alerts).extracting(Alert::severity).containsExactly(AlertSeverity.INFO, AlertSeverity.WARNING);
    }

    @Test
    void alertsBeyondTheHourlyLimitAreHeldBackAndOneAlertReportsThat() {
        for (int key = 0; key < 10; key++) {
            monitor.onDecision(revoked(key, key));
        }
        assertThat(rules()).containsExactly("ended-key", "ended-key", "ended-key", "alerts-held-back");

        monitor.onDecision(ordinary(3_605));
        monitor.onDecision(ordinary(8_000));
        assertThat(alerts.get(alerts.size() - 1))
                .extracting(Alert::rule, Alert::phase, Alert::count)
                .containsExactly("alerts-held-back", Phase.ENDED, 7L);
        assertThat(alerts)
                .as("incidents that were never reported do not end with an alert")
                .hasSize(4 + 3 + 1);
    }

    @Test
    void anIncidentThatWasHeldBackIsReportedOnceTheLimitAllows() {
        for (int key = 0; key < 4; key++) {
            monitor.onDecision(revoked(key, 0));
        }
        monitor.onDecision(revoked(3, 3_500));
        monitor.onDecision(revoked(3, 3_600));

        Alert last = alerts.get(alerts.size() - 1);
        assertThat(last.phase()).isEqualTo(Phase.OPENED);
        assertThat(last.keyId()).isEqualTo(Events.key(3));
        assertThat(last.count()).isEqualTo(3);
    }

    @Test
    void aFloodOfOneRuleDoesNotHideTheAlertsOfAnother() {
        AlertMonitor both = AlertMonitor.builder()
                .rule(new PlaintextKey())
                .rule(new EndedKeyUse())
                .alertsPerRuleAndHour(2)
                .listener(alerts::add)
                .build();
        for (int network = 0; network < 2 * OpenIncidents.MAX_OPEN; network++) {
            String address = "10." + network / 256 + "." + network % 256 + ".1";
            both.onDecision(Events.unverified(DenialReason.HTTPS_REQUIRED, Events.key(500 + network), address, at(1)));
        }
        both.onDecision(revoked(1, 2));

        assertThat(alerts.get(alerts.size() - 1).rule()).isEqualTo("ended-key");
        assertThat(alerts)
                .as("2 opened, 1 on alerts held back, 2 ended by eviction, 1 of ended-key")
                .hasSize(2 + 1 + 2 + 1);
    }

    @Test
    void missedDecisionsAreReported() {
        monitor.onLoss(5);
        monitor.onLoss(7);
        monitor.onDecision(ordinary(0));
        monitor.onDecision(ordinary(1));

        assertThat(alerts)
                .singleElement()
                .extracting(Alert::rule, Alert::count)
                .containsExactly("decisions-missed", 12L);
    }

    @Test
    void aRuleThatThrowsDoesNotStopOthersAndIsLoggedOnce() {
        AlertRule broken = new AlertRule() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public @Nullable Suspicion judge(AuthEvent event) {
                throw new IllegalStateException("bug");
            }
        };
        AlertMonitor withBroken = AlertMonitor.builder()
                .rule(broken)
                .rule(new EndedKeyUse())
                .listener(alerts::add)
                .build();

        try (LogCapture log = LogCapture.open()) {
            withBroken.onDecision(revoked(1, 0));
            withBroken.onDecision(revoked(2, 0));
            assertThat(log.lines()).singleElement().asString().contains("broken");
        }
        assertThat(alerts).hasSize(2);
    }

    @Test
    void aListenerThatThrowsDoesNotStopOthers() {
        AlertMonitor withBroken = AlertMonitor.builder()
                .rule(new EndedKeyUse())
                .listener(alert -> {
                    throw new IllegalStateException("down");
                })
                .listener(alerts::add)
                .build();
        withBroken.onDecision(revoked(1, 0));

        assertThat(alerts).hasSize(1);
    }

    @Test
    void aRuleWithTheReactionNothingDoesNotRun() {
        AlertMonitor without = AlertMonitor.builder()
                .standardRules()
                .reaction(EndedKeyUse.NAME, AlertReaction.NOTHING)
                .listener(alerts::add)
                .build();
        without.onDecision(revoked(1, 0));

        assertThat(alerts).isEmpty();
    }

    @Test
    void theQuietPeriodCanBeSet() {
        AlertMonitor monitorOfOneMinute = AlertMonitor.builder()
                .rule(new EndedKeyUse())
                .endAfter(Duration.ofMinutes(1))
                .listener(alerts::add)
                .build();
        monitorOfOneMinute.onDecision(revoked(1, 0));
        monitorOfOneMinute.onDecision(ordinary(61));

        assertThat(phases()).containsExactly(Phase.OPENED, Phase.ENDED);
    }

    @Test
    void invalidSettingsAreRejected() {
        AlertMonitorBuilder builder = AlertMonitor.builder().standardRules();

        assertThatThrownBy(() -> builder.reaction("no-such-rule", AlertReaction.ALERT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.endAfter(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.alertsPerRuleAndHour(0)).isInstanceOf(IllegalArgumentException.class);
        builder.reaction(EndedKeyUse.NAME, AlertReaction.DISABLE_KEY);
        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void rulesStillAlertAfterTheClockWasFarAhead() {
        int year = 365 * 24 * 3_600;
        for (int key = 1; key <= 3; key++) {
            monitor.onDecision(revoked(key, year));
        }
        alerts.clear();
        monitor.onDecision(revoked(1, 0));

        assertThat(phases()).containsExactly(Phase.ENDED, Phase.ENDED, Phase.ENDED, Phase.OPENED);
        assertThat(alerts.get(3).firstSeen()).isEqualTo(at(0));
    }
}
