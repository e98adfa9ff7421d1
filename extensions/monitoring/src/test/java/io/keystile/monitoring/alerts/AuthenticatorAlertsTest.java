package io.keystile.monitoring.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Forgery;
import io.keystile.TestKeys;
import io.keystile.TestRequest;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeySettings;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.monitoring.alerts.rules.EndedKeyUse;
import io.keystile.monitoring.alerts.rules.PlaintextKey;
import io.keystile.monitoring.alerts.rules.WrongSecrets;
import org.junit.jupiter.api.Test;

/** Alerts on the decisions of an authenticator, which reach the monitor through its queue. */
class AuthenticatorAlertsTest {
    private final TestKeys keys = new TestKeys();
    private final RecentAlerts alerts = new RecentAlerts(10);
    private final ApiKeyAuthenticator authenticator = keys.authenticator()
            .listener(AlertMonitor.builder().standardRules().listener(alerts).build(), 1_000)
            .build();
    private final String key = keys.issue(ApiKeySettings.named("ci"));
    private final KeyId id = TestKeys.idOf(key);

    private void call(TestRequest request) {
        Object unused = authenticator.decide(request);
    }

    @Test
    void fiftyUsesOfARevokedKeyRaiseOneAlert() {
        keys.apiKeys.revoke(TestKeys.ADMIN, id, "leaked");
        for (int call = 0; call < 50; call++) {
            call(TestRequest.bearer(key));
        }
        authenticator.close();

        assertThat(alerts.list())
                .singleElement()
                .extracting(Alert::rule, Alert::keyId, Alert::workspace, Alert::phase)
                .containsExactly(EndedKeyUse.NAME, id, "acme", Phase.OPENED);
    }

    @Test
    void aKnownKeySentInClearTextRaisesACriticalAlert() {
        call(TestRequest.bearer(key));
        call(TestRequest.bearer(key).inClearText());
        authenticator.close();

        assertThat(alerts.list())
                .singleElement()
                .extracting(Alert::rule, Alert::keyId, Alert::severity)
                .containsExactly(PlaintextKey.NAME, id, AlertSeverity.CRITICAL);
    }

    @Test
    void guessedSecretsRaiseAnAlertOnTheKeyUnderAttack() {
        String forged = Forgery.withOtherSecret(key);
        for (int call = 0; call < 10; call++) {
            call(TestRequest.bearer(forged));
        }
        authenticator.close();

        assertThat(alerts.list())
                .singleElement()
                .extracting(Alert::rule, Alert::keyId, Alert::workspace)
                .containsExactly(WrongSecrets.NAME, id, null);
        assertThat(alerts.list().toString()).doesNotContain(forged, key);
    }
}
