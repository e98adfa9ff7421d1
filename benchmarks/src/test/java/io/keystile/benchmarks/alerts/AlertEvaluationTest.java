package io.keystile.benchmarks.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.monitoring.alerts.Alert;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.monitoring.alerts.rules.NewNetwork;
import io.keystile.monitoring.alerts.rules.RateAboveBaseline;
import io.keystile.net.IpAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertEvaluationTest {
    private static final Instant START = Instant.parse("2030-02-01T00:00:00Z");
    private static final ApiKeyPrincipal KEY = Calls.principal(1);
    private static final AuthEvent CALL = Calls.granted(KEY, IpAddress.parse("192.0.2.1"), START);

    private final Incident incident = new Incident(Misuse.ELSEWHERE, KEY.keyId(), null, List.of(CALL));
    private final Score score = new Score(List.of(incident), START.minusSeconds(60));

    private static Alert alert(String rule, ApiKeyPrincipal key, long second) {
        Instant time = START.plusSeconds(second);
        return new Alert(
                rule, AlertSeverity.WARNING, Phase.OPENED, key.keyId(), null, null, time, time, 1, false, "text");
    }

    private Verdict verdict() {
        return score.verdict(1, 2, 10);
    }

    @Test
    void anIncidentIsDetectedByItsRuleOnItsKeyInItsTime() {
        score.onAlert(alert(NewNetwork.NAME, KEY, 5));

        assertThat(verdict().detectionRate()).isEqualTo(1);
        assertThat(verdict().all().medianDelaySeconds()).isEqualTo(5);
        assertThat(verdict().falseAlerts()).isEmpty();
    }

    @Test
    void anotherRuleExplainsItselfByTheIncidentAndDetectsNothing() {
        score.onAlert(alert(RateAboveBaseline.NAME, KEY, 5));

        assertThat(verdict().detectionRate()).isZero();
        assertThat(verdict().falseAlerts()).isEmpty();
    }

    @Test
    void anAlertOnAnotherKeyOrTooLateIsFalse() {
        score.onAlert(alert(NewNetwork.NAME, Calls.principal(2), 5));
        score.onAlert(alert(NewNetwork.NAME, KEY, 3_601));
        score.onAlert(alert(NewNetwork.NAME, KEY, -1));

        assertThat(verdict().falseAlerts()).isEqualTo(Map.of(NewNetwork.NAME, 3));
        assertThat(verdict().falseAlertsPerKey()).isEqualTo(1.5);
        assertThat(verdict().detectionRate()).isZero();
    }

    /** What docs/monitoring.md promises. */
    @Test
    void theStandardRulesDetectNineteenOfTwentyIncidentsWithLessThanAFalseAlertInTenKeysAndMonths() {
        Verdict verdict = new Simulation(11, 1_000).run(200);

        assertThat(verdict.detectionRate()).as(verdict.report()).isGreaterThanOrEqualTo(0.95);
        assertThat(verdict.falseAlertsPerKey()).as(verdict.report()).isLessThanOrEqualTo(0.1);
    }

    @Test
    void theSameSeedGivesTheSameVerdict() {
        assertThat(new Simulation(7, 100).run(11)).isEqualTo(new Simulation(7, 100).run(11));
    }

    @Test
    void theReportHasALineForEachKindOfMisuse() {
        assertThat(verdict().report().lines().filter(line -> line.startsWith("| ")))
                .hasSize(Misuse.values().length + 2);
    }
}
