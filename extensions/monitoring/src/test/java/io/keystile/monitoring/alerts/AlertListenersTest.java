package io.keystile.monitoring.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.Events;
import io.keystile.LogCapture;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.monitoring.alerts.rules.Suspicion;
import io.keystile.net.CidrBlock;
import org.junit.jupiter.api.Test;

class AlertListenersTest {
    static Alert alert(int key, Phase phase, AlertSeverity severity) {
        return new Alert(
                "wrong-secrets",
                severity,
                phase,
                Events.key(key),
                false,
                null,
                CidrBlock.parse("192.0.2.0/24"),
                Events.MONDAY,
                Events.MONDAY.plusSeconds(90),
                12,
                false,
                "10 wrong secrets or more within 10 minutes");
    }

    private static String logged(Alert alert) {
        try (LogCapture log = LogCapture.open()) {
            new LoggedAlerts().onAlert(alert);
            return log.lines().get(0);
        }
    }

    @Test
    void anAlertIsLoggedAsOneLineWithAllItsFields() {
        assertThat(logged(alert(1, Phase.OPENED, AlertSeverity.WARNING)))
                .startsWith("WARN OPENED WARNING wrong-secrets: 10 wrong secrets or more within 10 minutes (key"
                        + " key000000001, workspace null, network 192.0.2.0/24, 12 times from 2030-01-07T00:00:00Z to"
                        + " 2030-01-07T00:01:30Z)");
    }

    @Test
    void theLogLevelFollowsTheSeverityAndIsInfoForEndedIncidents() {
        assertThat(logged(alert(1, Phase.GROWN, AlertSeverity.CRITICAL))).startsWith("ERROR");
        assertThat(logged(alert(1, Phase.OPENED, AlertSeverity.INFO))).startsWith("INFO");
        assertThat(logged(alert(1, Phase.ENDED, AlertSeverity.CRITICAL))).startsWith("INFO");
    }

    @Test
    void recentAlertsListsTheLastIncidentsNewestFirst() {
        RecentAlerts recent = new RecentAlerts(2);
        recent.onAlert(alert(1, Phase.OPENED, AlertSeverity.INFO));
        recent.onAlert(alert(2, Phase.OPENED, AlertSeverity.INFO));
        recent.onAlert(alert(3, Phase.OPENED, AlertSeverity.INFO));

        assertThat(recent.list()).extracting(Alert::keyId).containsExactly(Events.key(3), Events.key(2));
    }

    @Test
    void recentAlertsListsEachIncidentOnceWithItsLatestAlert() {
        RecentAlerts recent = new RecentAlerts(2);
        recent.onAlert(alert(1, Phase.OPENED, AlertSeverity.INFO));
        recent.onAlert(alert(2, Phase.OPENED, AlertSeverity.INFO));
        recent.onAlert(alert(1, Phase.ENDED, AlertSeverity.INFO));

        assertThat(recent.list()).extracting(Alert::phase).containsExactly(Phase.ENDED, Phase.OPENED);
        assertThat(recent.list().get(0).incident())
                .isEqualTo("wrong-secrets/key000000001/192.0.2.0/24/" + Events.MONDAY.getEpochSecond());
    }

    @Test
    void textsOfSeveralLinesAndOverlongTextsAreRejected() {
        assertThatThrownBy(() -> Suspicion.ofAll(AlertSeverity.INFO, "one\ntwo"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Suspicion.ofAll(AlertSeverity.INFO, "x".repeat(201)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aListOfZeroRecentAlertsIsRejected() {
        assertThatThrownBy(() -> new RecentAlerts(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
