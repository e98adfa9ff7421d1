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

    private final Incident incident = new Incident(Misuse.NEW_NETWORK, KEY.keyId(), null, List.of(CALL));
    private final Score score = new Score(List.of(incident), START.minusSeconds(60));

    private static Alert alert(String rule, ApiKeyPrincipal key, long second) {
        Instant time = START.plusSeconds(second);
        return new Alert(
                rule, AlertSeverity.WARNING, Phase.OPENED, key.keyId(), true, null, null, time, time, 1, false, "text");
    }

    private EvaluationResult result() {
        return score.result(1, 2, 10);
    }

    @Test
    void anAlertOfItsRuleOnItsKeyInTimeDetectsAnIncident() {
        score.onAlert(alert(NewNetwork.NAME, KEY, 5));

        assertThat(result().detectionRate()).isEqualTo(1);
        assertThat(result().all().medianDelaySeconds()).isEqualTo(5);
        assertThat(result().falseAlerts()).isEmpty();
    }

    @Test
    void anAlertOfAnotherRuleOnTheSameKeyIsNeitherFalseNorADetection() {
        score.onAlert(alert(RateAboveBaseline.NAME, KEY, 5));

        assertThat(result().detectionRate()).isZero();
        assertThat(result().falseAlerts()).isEmpty();
    }

    @Test
    void anAlertOnAnotherKeyOrTooEarlyOrTooLateIsFalse() {
        score.onAlert(alert(NewNetwork.NAME, Calls.principal(2), 5));
        score.onAlert(alert(NewNetwork.NAME, KEY, 3_601));
        score.onAlert(alert(NewNetwork.NAME, KEY, -1));

        assertThat(result().falseAlerts()).isEqualTo(Map.of(NewNetwork.NAME, 3));
        assertThat(result().falseAlertsPerKey()).isEqualTo(1.5);
        assertThat(result().detectionRate()).isZero();
    }

    /** The bounds that docs/monitoring.md states. */
    @Test
    void theStandardRulesDetect95PercentOfIncidentsWithAtMostATenthOfAFalseAlertPerKeyAndMonth() {
        EvaluationResult result = new Simulation(11, 1_000).run(200);

        assertThat(result.detectionRate()).as(result.report()).isGreaterThanOrEqualTo(0.95);
        assertThat(result.falseAlertsPerKey()).as(result.report()).isLessThanOrEqualTo(0.1);
    }

    @Test
    void theSameSeedGivesTheSameResult() {
        assertThat(new Simulation(7, 100).run(11)).isEqualTo(new Simulation(7, 100).run(11));
    }

    @Test
    void theReportHasOneLinePerKindOfMisuse() {
        assertThat(result().report().lines().filter(line -> line.startsWith("| ")))
                .hasSize(Misuse.values().length + 2);
    }
}
