package io.keystile.monitoring.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.CountingStore;
import io.keystile.DenialReason;
import io.keystile.Events;
import io.keystile.TestKeys;
import io.keystile.TestRequest;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.AuditEvent;
import io.keystile.admin.AuditEvent.KeyAction;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Plans;
import io.keystile.monitoring.alerts.rules.LeakedKeyUse;
import io.keystile.monitoring.alerts.rules.WrongSecrets;
import io.keystile.monitoring.leaks.LeakAction;
import io.keystile.monitoring.leaks.LeakEvent;
import io.keystile.monitoring.leaks.LeakSite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisableKeysTest {
    private static final int PER_HOUR = 2;

    private final TestKeys keys = new TestKeys();
    private final CountingStore store = new CountingStore(keys.store);
    private final ApiKeys apiKeys = new ApiKeys(
            store, TestKeys.FORMAT, SecretHasher.sha256(), Plans.standard(), keys.time, new SeededRandom(1));
    private final List<Alert> alerts = new ArrayList<>();
    private final List<AuditEvent> audit = new ArrayList<>();
    private final LeakedKeyUse leakedKeys = new LeakedKeyUse();
    private final AlertMonitor monitor = AlertMonitor.builder()
            .rule(leakedKeys)
            .rule(new WrongSecrets(1, Duration.ofMinutes(1)))
            .reaction(LeakedKeyUse.NAME, AlertReaction.DISABLE_KEY)
            .reaction(WrongSecrets.NAME, AlertReaction.DISABLE_KEY)
            .disableKeysWith(apiKeys, Actor.system("alerts"), PER_HOUR)
            .listener(alerts::add)
            .build();
    private final ApiKeyAuthenticator authenticator =
            keys.authenticator().inlineListener(monitor).build();
    private final String bystander = keys.issue(ApiKeySettings.named("bystander"));

    private String issueLeakedKey() {
        String key = keys.issue(ApiKeySettings.named("leaked"));
        leakedKeys.onLeak(new LeakEvent(TestKeys.idOf(key), new LeakSite("test", "", ""), LeakAction.LEFT_ALONE));
        return key;
    }

    private void call(String key) {
        Object unused = authenticator.decide(TestRequest.bearer(key));
    }

    private KeyStatus statusOf(String key) {
        return keys.apiKeys
                .unrestricted()
                .find(TestKeys.idOf(key))
                .orElseThrow()
                .status();
    }

    @Test
    void theAlertReportsThatTheKeyIsDisabledAndTheAuditNamesTheActor() {
        apiKeys.onChange(audit::add);
        String key = issueLeakedKey();
        call(bystander);

        assertThat(statusOf(key)).isEqualTo(KeyStatus.DISABLED);
        assertThat(alerts).singleElement().extracting(Alert::keyDisabled).isEqualTo(true);
        assertThat(audit).singleElement().satisfies(event -> {
            assertThat(event.actor().name()).isEqualTo("alerts");
            assertThat(((AuditEvent.OfKey) event).action()).isEqualTo(KeyAction.DISABLED);
        });
    }

    @Test
    void aKeyWhoseSecretWasNotVerifiedIsNeverDisabled() {
        KeyId id = TestKeys.idOf(bystander);
        monitor.onDecision(Events.unverified(DenialReason.WRONG_SECRET, id, Events.HOME, keys.time.instant()));

        assertThat(alerts).extracting(Alert::rule).containsExactly(WrongSecrets.NAME);
        assertThat(statusOf(bystander)).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void keysBeyondTheHourlyLimitStayActiveAndOneAlertReportsThat() {
        List<String> found = List.of(issueLeakedKey(), issueLeakedKey(), issueLeakedKey(), issueLeakedKey());
        found.forEach(key -> call(bystander));

        assertThat(found)
                .extracting(this::statusOf)
                .containsExactly(KeyStatus.DISABLED, KeyStatus.DISABLED, KeyStatus.ACTIVE, KeyStatus.ACTIVE);
        assertThat(alerts)
                .extracting(Alert::rule)
                .containsExactlyInAnyOrder(
                        LeakedKeyUse.NAME,
                        LeakedKeyUse.NAME,
                        LeakedKeyUse.NAME,
                        LeakedKeyUse.NAME,
                        SelfAlerts.NOT_DISABLED);
    }

    @Test
    void keysAreDisabledAgainAfterAnHour() {
        List<String> found = List.of(issueLeakedKey(), issueLeakedKey(), issueLeakedKey());
        found.forEach(key -> call(bystander));
        keys.time.advance(Duration.ofHours(1));
        call(found.get(2));

        assertThat(statusOf(found.get(2))).isEqualTo(KeyStatus.DISABLED);
    }

    @Test
    void aRevokedKeyStaysRevoked() {
        String key = issueLeakedKey();
        keys.apiKeys.revoke(TestKeys.ADMIN, TestKeys.idOf(key), "leaked");
        call(bystander);

        assertThat(statusOf(key)).isEqualTo(KeyStatus.REVOKED);
        assertThat(alerts).singleElement().extracting(Alert::keyDisabled).isEqualTo(false);
    }

    @Test
    void whileTheStoreIsDownTheAlertIsRaisedAndDisablingIsRetriedOnceAMinute() {
        String key = issueLeakedKey();
        store.down = true;
        call(bystander);
        assertThat(alerts).singleElement().extracting(Alert::keyDisabled).isEqualTo(false);

        store.down = false;
        call(key);
        assertThat(statusOf(key)).isEqualTo(KeyStatus.ACTIVE);
        keys.time.advance(Duration.ofMinutes(1));
        call(key);
        assertThat(statusOf(key)).isEqualTo(KeyStatus.DISABLED);
        assertThat(alerts.get(alerts.size() - 1).keyDisabled()).isTrue();
    }
}
