package io.keystile.monitoring.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.DenialReason;
import io.keystile.Events;
import io.keystile.Forgery;
import io.keystile.LogCapture;
import io.keystile.ManualTime;
import io.keystile.TestKeys;
import io.keystile.TestRequest;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeySettings;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.monitoring.alerts.rules.EndedKeyUse;
import io.keystile.monitoring.alerts.rules.WrongSecrets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertRecorderTest {
    private final ManualTime time = new ManualTime();
    private final FailingStore store = new FailingStore();
    private final AlertRecorder recorder = new AlertRecorder(store, null, time);
    private final AlertMonitor monitor = AlertMonitor.builder()
            .rule(new EndedKeyUse())
            .rule(new WrongSecrets(2, Duration.ofMinutes(10)))
            .alertsPerRuleAndHour(100)
            .listener(recorder)
            .build();

    private void useOfRevoked(int key) {
        monitor.onDecision(Events.refused(DenialReason.KEY_REVOKED, Events.key(key), Events.HOME, time.instant()));
    }

    private void ordinaryCall() {
        monitor.onDecision(Events.granted(Events.key(99), Events.HOME, time.instant()));
    }

    private List<StoredAlert> stored() {
        return store.list(AlertQuery.ofAll());
    }

    @Test
    void incidentIsWrittenOnceAndItsEndToo() {
        useOfRevoked(1);
        recorder.flush();
        recorder.flush();
        assertThat(stored()).singleElement().matches(alert -> alert.isOpenAt(time.instant()));
        assertThat(store.reports).hasSize(1);

        time.advance(Duration.ofMinutes(61));
        ordinaryCall();
        recorder.flush();
        assertThat(stored()).singleElement().matches(alert -> !alert.isOpenAt(time.instant()));
    }

    @Test
    void incidentThatStaysOpenIsRenewedUntilItsEnd() {
        useOfRevoked(1);
        for (int minute = 0; minute < 60; minute++) {
            recorder.flush();
            assertThat(stored()).as("minute %d", minute).allMatch(alert -> alert.isOpenAt(time.instant()));
            time.advance(Duration.ofMinutes(1));
        }
        assertThat(store.reports).hasSizeBetween(12, 13);
        time.advance(Duration.ofMinutes(1));
        ordinaryCall();
        recorder.flush();
        int written = store.reports.size();
        time.advance(Duration.ofMinutes(30));
        recorder.flush();
        assertThat(store.reports).hasSize(written);
    }

    @Test
    void incidentThatBeginsWithTheCallThatEndedTheLastOneHasARecordOfItsOwn() {
        useOfRevoked(1);
        recorder.flush();
        time.advance(Duration.ofMinutes(61));
        useOfRevoked(1);
        recorder.flush();

        assertThat(stored()).extracting(alert -> alert.isOpenAt(time.instant())).containsExactly(true, false);
    }

    @Test
    void alertsThatTheStoreDidNotTakeAreWrittenLaterInTheirOrder() {
        store.down = true;
        useOfRevoked(1);
        try (LogCapture log = LogCapture.open()) {
            recorder.flush();
            recorder.flush();
            assertThat(log.lines()).singleElement().asString().contains("written later");
        }
        time.advance(Duration.ofMinutes(61));
        useOfRevoked(1);
        useOfRevoked(2);
        recorder.flush();
        assertThat(stored()).isEmpty();

        store.down = false;
        recorder.flush();
        assertThat(stored()).hasSize(3);
        assertThat(stored()).filteredOn(alert -> alert.isOpenAt(time.instant())).hasSize(2);
        assertThat(recorder.dropped()).isZero();
    }

    @Test
    void alertThatTheStoreRejectsDoesNotHoldUpOthers() {
        store.rejected = Events.key(1);
        useOfRevoked(1);
        useOfRevoked(2);
        recorder.flush();
        assertThat(stored()).extracting(StoredAlert::keyId).containsExactly(Events.key(2));

        store.rejected = null;
        recorder.flush();
        assertThat(stored()).hasSize(2);
    }

    @Test
    void storeThatIsDownIsNotAskedForEachAlert() {
        store.down = true;
        for (int key = 0; key < 50; key++) {
            useOfRevoked(key);
        }
        recorder.flush();
        assertThat(store.calls).isEqualTo(AlertRecorder.MAX_FAILURES);
    }

    @Test
    void alertThatArrivesDuringAWriteIsWrittenByTheNextOne() {
        useOfRevoked(1);
        store.duringReport = () -> {
            store.duringReport = () -> {};
            time.advance(Duration.ofMinutes(61));
            ordinaryCall(); // ends the incident that is being written
        };
        recorder.flush();
        recorder.flush();

        assertThat(stored()).singleElement().matches(alert -> !alert.isOpenAt(time.instant()));
    }

    @Test
    void waitingAlertsAreBoundedAndLostOnesCounted() {
        store.down = true;
        for (int key = 0; key < AlertRecorder.MAX_PENDING + 3; key++) {
            recorder.onAlert(AlertListenersTest.alert(key, Alert.Phase.ENDED, AlertSeverity.INFO));
        }
        assertThat(recorder.dropped()).isEqualTo(3);
        store.down = false;
        recorder.close();
        assertThat(store.reports).hasSize(AlertRecorder.MAX_PENDING);
    }

    @Test
    void closingWritesWhatIsPending() {
        useOfRevoked(1);
        recorder.close();
        assertThat(stored()).hasSize(1);
    }

    @Test
    void processThatIsStartedAgainIsAnotherNode() {
        useOfRevoked(1);
        recorder.close();
        AlertRecorder next = new AlertRecorder(store, null, time);
        next.onAlert(store.reports.get(0).alert());
        next.close();
        assertThat(stored()).singleElement().extracting(StoredAlert::count).isEqualTo(2L);
    }

    @Test
    void guessesAtTheSecretOfAKeyAreListedForItsWorkspace() {
        TestKeys keys = new TestKeys();
        String key = keys.issue(ApiKeySettings.named("ci"));
        AlertRecorder owned = new AlertRecorder(store, keys.store, time);
        AlertMonitor watching = AlertMonitor.builder()
                .rule(new WrongSecrets(2, Duration.ofMinutes(10)))
                .listener(owned)
                .build();
        try (ApiKeyAuthenticator authenticator =
                keys.authenticator().inlineListener(watching).build()) {
            for (int guess = 0; guess < 3; guess++) {
                authenticator.decide(TestRequest.bearer(Forgery.withOtherSecret(key)));
            }
        }
        owned.flush();

        assertThat(store.list(AlertQuery.ofWorkspace("acme")))
                .singleElement()
                .matches(StoredAlert::isClaimed)
                .matches(alert -> TestKeys.idOf(key).equals(alert.keyId()));
        owned.onAlert(AlertListenersTest.alert(1, Alert.Phase.OPENED, AlertSeverity.INFO));
        owned.flush();
        assertThat(store.list(AlertQuery.ofAll().withKey(Events.key(1))))
                .singleElement()
                .matches(StoredAlert::isClaimed)
                .matches(alert -> alert.workspace() == null);
    }

    private static final class FailingStore implements AlertStore {
        private final InMemoryAlertStore alerts = new InMemoryAlertStore();
        private final List<AlertReport> reports = new ArrayList<>();
        private Runnable duringReport = () -> {};
        private boolean down;
        private @Nullable KeyId rejected;
        private int calls;

        @Override
        public void report(AlertReport report) {
            calls++;
            if (down || (rejected != null && rejected.equals(report.alert().keyId()))) {
                throw new IllegalStateException("The store is down");
            }
            duringReport.run();
            reports.add(report);
            alerts.report(report);
        }

        @Override
        public Optional<StoredAlert> find(String id) {
            return alerts.find(id);
        }

        @Override
        public List<StoredAlert> list(AlertQuery query) {
            return alerts.list(query);
        }

        @Override
        public int deleteBefore(Instant lastSeen) {
            return alerts.deleteBefore(lastSeen);
        }
    }
}
