package io.keystile.monitoring.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.DenialReason;
import io.keystile.Events;
import io.keystile.Forgery;
import io.keystile.LogCapture;
import io.keystile.ManualTime;
import io.keystile.TestKeys;
import io.keystile.TestRequest;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.AuditEntry;
import io.keystile.model.AuditEntry.FieldChange;
import io.keystile.model.PermissionSet;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.net.CidrBlock;
import io.keystile.store.AuditStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class WorkspaceAlertsTest {
    private static final byte[] SECRET = "the operator's secret of 24 bytes".getBytes(StandardCharsets.US_ASCII);

    private final ManualTime time = new ManualTime();
    private final Settings store = new Settings();
    private final List<KeyId> lookedUp = new ArrayList<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final Mailer mailer = new Mailer();
    private final WorkspaceAlerts watch = alerts().build();

    /** A store that counts and can break. */
    private static final class Settings implements AlertSettingsStore {
        private InMemoryAlertSettingsStore kept = new InMemoryAlertSettingsStore();
        private int reads;
        private boolean down;

        @Override
        public Map<String, AlertSettings> find(Collection<String> workspaces) {
            reads++;
            if (down) {
                throw new IllegalStateException("The store is down");
            }
            return kept.find(workspaces);
        }

        @Override
        public boolean save(AlertSettings settings) {
            return kept.save(settings);
        }
    }

    private static final class Mailer implements AlertMailer {
        private final BlockingQueue<String> mails = new LinkedBlockingQueue<>();
        private boolean broken;

        @Override
        public boolean accepts(String workspace, String address) {
            return address.endsWith("@" + workspace + ".example");
        }

        @Override
        public void send(String workspace, String address, Alert alert) throws Exception {
            if (broken) {
                throw new IOException("mail.internal is down");
            }
            mails.add(address + " " + alert.rule() + " " + alert.phase());
        }

        String next() throws InterruptedException {
            return mails.poll(20, TimeUnit.SECONDS);
        }
    }

    private WorkspaceAlertsBuilder alerts() {
        return WorkspaceAlerts.builder(store, id -> {
                    lookedUp.add(id);
                    return Optional.empty();
                })
                .webhooks(SECRET)
                .mailer(mailer)
                .listener(alerts::add)
                .clock(time);
    }

    @AfterEach
    void close() {
        watch.close();
    }

    private AuthEvent of(String workspace, AuthEvent event, int key) {
        KeyId id = Events.key(key);
        ApiKeyPrincipal caller =
                new ApiKeyPrincipal(id, id, "ci", workspace, "live", "free", PermissionSet.NONE, Map.of());
        return new AuthEvent(
                event.time(), event.decision(), caller, event.clientAddress(), event.request(), event.durationNanos());
    }

    private AuthEvent ordinary(String workspace, int key) {
        return of(workspace, Events.granted(Events.key(key), Events.HOME, time.instant()), key);
    }

    private AuthEvent revoked(String workspace, int key) {
        return of(
                workspace, Events.refused(DenialReason.KEY_REVOKED, Events.key(key), Events.HOME, time.instant()), key);
    }

    private AuthEvent wrongSecret(int key) {
        return Events.unverified(DenialReason.WRONG_SECRET, Events.key(key), Events.HOME, time.instant());
    }

    /** Has the settings of workspaces read, as the thread does. */
    private void read(WorkspaceAlerts alertsOfAll, String... workspaces) {
        for (String workspace : workspaces) {
            alertsOfAll.onDecision(ordinary(workspace, 900 + workspace.hashCode() % 90));
        }
        alertsOfAll.readSettings();
    }

    private static AlertSettings.Rule on(int threshold) {
        return new AlertSettings.Rule(true, threshold);
    }

    private static AlertSettings.Rule off() {
        return new AlertSettings.Rule(false, 1);
    }

    private List<String> raised() {
        return alerts.stream()
                .map(alert -> alert.rule() + " " + alert.phase() + " " + alert.workspace())
                .toList();
    }

    @Test
    void eachWorkspaceIsWatchedWithWhatItHasChosen() {
        store.save(AlertSettings.none("quiet").withRule("ended-key", off()));
        read(watch, "acme", "quiet");

        watch.onDecision(revoked("quiet", 1));
        watch.onDecision(revoked("acme", 2));

        assertThat(raised()).containsExactly("ended-key OPENED acme");
    }

    @Test
    void alertsThatAreHeldBackAreReportedToTheirWorkspace() {
        read(watch, "acme", "globex");
        for (int key = 1; key <= 21; key++) {
            watch.onDecision(revoked("acme", key));
            watch.onDecision(revoked("globex", 100 + key));
        }

        assertThat(raised()).contains("alerts-held-back OPENED acme", "alerts-held-back OPENED globex");
        InMemoryAlertStore kept = new InMemoryAlertStore(100);
        alerts.forEach(alert -> kept.report(new AlertReport("n", alert, null, time.instant())));
        assertThat(kept.list(AlertQuery.ofWorkspace("globex")))
                .filteredOn(alert -> alert.rule().equals("alerts-held-back"))
                .hasSize(1);
        assertThat(alerts.stream().map(Alert::incident).distinct()).hasSize(42);
    }

    @Test
    void decisionsBeforeTheSettingsWereReadAreNotJudged() {
        store.save(AlertSettings.none("quiet").withRule("ended-key", off()));
        watch.onDecision(revoked("quiet", 1));
        watch.onDecision(revoked("acme", 2));
        assertThat(raised()).isEmpty();
        watch.readSettings();
        watch.onDecision(revoked("quiet", 1));
        watch.onDecision(revoked("acme", 2));
        assertThat(raised()).containsExactly("ended-key OPENED acme");
    }

    @Test
    void thresholdIsThatOfTheWorkspace() {
        store.save(AlertSettings.none("strict").withRule("wrong-secrets", on(2)));
        read(watch, "strict", "acme");
        watch.onDecision(ordinary("strict", 1)); // makes the owners known
        watch.onDecision(ordinary("acme", 2));
        for (int i = 0; i < 2; i++) {
            watch.onDecision(wrongSecret(1));
            watch.onDecision(wrongSecret(2));
        }
        assertThat(alerts).singleElement().matches(alert -> Events.key(1).equals(alert.keyId()));
        assertThat(alerts.get(0).verified()).isFalse();
    }

    @Test
    void settingsOfAnotherNodeAreObeyedWithinHalfAMinute() {
        read(watch, "acme");
        store.save(AlertSettings.none("acme").withRule("ended-key", off()));
        int reads = store.reads;
        for (int second = 0; second < 29; second++) {
            time.advance(Duration.ofSeconds(1));
            watch.readSettings();
        }
        assertThat(store.reads).isEqualTo(reads);
        time.advance(Duration.ofSeconds(1));
        watch.readSettings();
        watch.onDecision(revoked("acme", 1));
        assertThat(raised()).isEmpty();
    }

    @Test
    void settingsThatAreSavedHereHoldAtOnce() {
        read(watch, "acme");
        assertThat(watch.save("ann", AlertSettings.none("acme").withRule("ended-key", off())))
                .isTrue();
        watch.onDecision(revoked("acme", 1));
        assertThat(raised()).isEmpty();
    }

    /** A node may read before another one saves here, and hear the answer after. */
    @Test
    void settingsThatWereReadBeforeASaveDoNotReplaceThoseThatWereSaved() {
        WorkspaceMonitor monitor =
                new WorkspaceMonitor("acme", AlertOffer.standard(), (settings, alert) -> alerts.add(alert));
        AlertSettings first = AlertSettings.none("acme").saved();
        long saves = monitor.saves();
        monitor.obeySaved(first.withRule("ended-key", off()).saved());
        monitor.obeyRead(first, saves);
        monitor.observe(revoked("acme", 1));
        assertThat(alerts).isEmpty();
    }

    @Test
    void settingsThatAreSavedHereHoldForTheFirstCallToo() {
        assertThat(watch.save("ann", AlertSettings.none("acme"))).isTrue();
        watch.onDecision(revoked("acme", 1));
        assertThat(raised()).containsExactly("ended-key OPENED acme");
    }

    /** An operator may delete the row, after which the first settings have version 1 again. */
    @Test
    void settingsThatBeginAnewAreObeyed() {
        AlertSettings off = AlertSettings.none("acme").withRule("ended-key", off());
        assertThat(watch.save("ann", off)).isTrue();
        assertThat(watch.save("ann", off.saved())).isTrue();
        read(watch, "acme");
        store.kept = new InMemoryAlertSettingsStore();
        store.save(AlertSettings.none("acme"));
        time.advance(Duration.ofSeconds(30));
        watch.readSettings();
        watch.onDecision(revoked("acme", 1));
        assertThat(raised()).isNotEmpty();
    }

    @Test
    void changeOfOneRuleLeavesWhatOthersHaveLearnedAndTheirIncidents() {
        read(watch, "acme");
        for (int hour = 0; hour < 8 * 24; hour++) {
            watch.onDecision(ordinary("acme", 1)); // a week from home: the key is settled
            time.advance(Duration.ofHours(1));
        }
        watch.onDecision(revoked("acme", 2));
        watch.save("ann", AlertSettings.none("acme").withRule("wrong-secrets", on(50)));
        AuthEvent elsewhere = Events.granted(Events.key(1), "198.51.100.9", time.instant());
        watch.onDecision(of("acme", elsewhere, 1));
        watch.onDecision(revoked("acme", 2));

        assertThat(raised()).containsExactly("ended-key OPENED acme", "new-network OPENED acme");
    }

    @Test
    void ruleThatIsSwitchedOffEndsItsIncidents() {
        read(watch, "acme");
        watch.onDecision(revoked("acme", 2));
        watch.save("ann", AlertSettings.none("acme").withRule("ended-key", off()));

        assertThat(raised()).containsExactly("ended-key OPENED acme", "ended-key ENDED acme");
    }

    @Test
    void incidentOfAWorkspaceWithoutFurtherCallsEndsToo() {
        read(watch, "acme", "globex");
        watch.onDecision(revoked("acme", 2));
        time.advance(Duration.ofMinutes(61));
        watch.onDecision(ordinary("globex", 3));

        assertThat(raised()).containsExactly("ended-key OPENED acme", "ended-key ENDED acme");
    }

    @Test
    void workspacesAreBoundedAndTheIncidentsOfAForgottenOneEnd() {
        WorkspaceAlerts few = alerts().maxWorkspaces(2).build();
        read(few, "acme");
        few.onDecision(revoked("acme", 1));
        read(few, "globex", "initech");

        assertThat(raised()).containsExactly("ended-key OPENED acme", "ended-key ENDED acme");
        few.onDecision(revoked("acme", 1));
        assertThat(raised()).as("its settings are read again first").hasSize(2);
        few.close();
    }

    @Test
    void withoutTheStoreTheLastSettingsHoldOrTheStandard() {
        store.save(AlertSettings.none("quiet").withRule("ended-key", off()));
        read(watch, "quiet");
        store.down = true;
        time.advance(Duration.ofMinutes(1));
        try (LogCapture log = LogCapture.open()) {
            read(watch, "acme");
            watch.readSettings();
            time.advance(Duration.ofMinutes(1));
            watch.readSettings();
            assertThat(log.lines()).singleElement().asString().contains("cannot be read");
        }
        watch.onDecision(revoked("quiet", 1));
        watch.onDecision(revoked("acme", 2));
        assertThat(raised()).containsExactly("ended-key OPENED acme");
    }

    @Test
    void keysThatMayBeMadeUpAreNotLookedUp() {
        for (DenialReason reason : DenialReason.values()) {
            if (reason != DenialReason.WRONG_SECRET) {
                watch.onDecision(Events.unverified(reason, Events.key(7), Events.HOME, time.instant()));
            }
        }
        assertThat(lookedUp).isEmpty();
        watch.onDecision(wrongSecret(7));
        assertThat(lookedUp).containsExactly(Events.key(7));
    }

    @Test
    void guessesAtTheSecretOfAKeyAreReportedToItsWorkspace() throws Exception {
        TestKeys keys = new TestKeys();
        String key = keys.issue(ApiKeySettings.named("ci"));
        WorkspaceAlerts found = WorkspaceAlerts.builder(store, keys.store)
                .mailer(mailer)
                .clock(time)
                .build();
        store.save(AlertSettings.none("acme").withRule("wrong-secrets", on(2)).withEmails(List.of("ops@acme.example")));
        try (ApiKeyAuthenticator authenticator =
                keys.authenticator().inlineListener(found).build()) {
            authenticator.decide(TestRequest.bearer(Forgery.withOtherSecret(key)));
            found.readSettings();
            for (int guess = 0; guess < 2; guess++) {
                authenticator.decide(TestRequest.bearer(Forgery.withOtherSecret(key)));
            }
        }
        assertThat(mailer.next()).isEqualTo("ops@acme.example wrong-secrets OPENED");
        found.close();
    }

    @Test
    void recipientsOfOtherWorkspacesAreNotTold() throws Exception {
        store.save(AlertSettings.none("acme").withEmails(List.of("ops@acme.example")));
        store.save(AlertSettings.none("globex").withEmails(List.of("ops@globex.example")));
        read(watch, "acme", "globex");
        watch.onDecision(revoked("globex", 1));
        assertThat(mailer.next()).isEqualTo("ops@globex.example ended-key OPENED");
        watch.close();
        assertThat(mailer.mails).isEmpty();
        assertThat(watch.sent()).isEqualTo(1);
    }

    @Test
    void lostDecisionsAreReportedToTheOperator() {
        watch.onLoss(7);
        assertThat(raised()).containsExactly("decisions-missed OPENED null");
    }

    @Test
    void onlyWhatIsOfferedCanBeSaved() {
        AlertSettings none = AlertSettings.none("acme");
        List<AlertSettings> refused = List.of(
                none.withRule("unknown-ids", on(20)),
                none.withRule("wrong-secrets", on(1_001)),
                none.withRule("ended-key", on(2)),
                none.withEmails(List.of("stranger@example.com")),
                none.withWebhooks(List.of(URI.create("https://127.0.0.1/"))),
                none.withWebhooks(List.of(URI.create("https://hooks.example.com/a"), URI.create("https://[fe80::1]/"))),
                none.withEmails(List.of(
                        "1@acme.example",
                        "2@acme.example",
                        "3@acme.example",
                        "4@acme.example",
                        "5@acme.example",
                        "6@acme.example")));
        for (AlertSettings settings : refused) {
            assertThatIllegalArgumentException().as(settings.toJson()).isThrownBy(() -> watch.save("ann", settings));
        }
        assertThat(store.kept.find(List.of("acme"))).isEmpty();
    }

    @Test
    void whatTheOperatorDoesNotAllowCannotBeSavedAndIsNotUsed() throws Exception {
        AlertSettings settings = AlertSettings.none("acme")
                .withEmails(List.of("ops@acme.example"))
                .withWebhooks(List.of(URI.create("https://hooks.example.com/a")));
        store.save(settings);
        WorkspaceAlerts bare = WorkspaceAlerts.builder(store, id -> Optional.empty())
                .clock(time)
                .build();
        assertThat(bare.offersMail() || bare.offersWebhooks()).isFalse();
        assertThat(bare.sendTest("acme")).contains(List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bare.save("ann", settings.saved().withEmails(List.of("dev@acme.example"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bare.save(
                        "ann", settings.saved().withWebhooks(List.of(URI.create("https://hooks.example.com/b")))));
        assertThatThrownBy(() -> bare.webhookSecret("acme", URI.create("https://hooks.example.com/a")))
                .isInstanceOf(IllegalStateException.class);
        bare.close();
    }

    @Test
    void whatIsNotOfferedAnyMoreDoesNotKeepTheRestFromBeingSaved() {
        AlertSettings stored = AlertSettings.none("acme")
                .withEmails(List.of("ops@acme.example"))
                .withWebhooks(List.of(URI.create("https://hooks.example.com/a")))
                .withRule("withdrawn", on(3));
        store.save(stored);
        AlertSettings wanted = stored.saved().withRule("ended-key", off());
        try (WorkspaceAlerts bare = WorkspaceAlerts.builder(store, id -> Optional.empty())
                .clock(time)
                .build()) {
            assertThat(bare.save("ann", wanted)).isTrue();
            assertThat(bare.settings("acme")).isEqualTo(wanted.saved());
            assertThat(bare.save("ann", wanted.saved().withWebhooks(List.of()))).isTrue();
        }
    }

    @Test
    void addressThatIsNotAcceptedAnyMoreGetsNoMail() throws Exception {
        store.save(AlertSettings.none("acme").withEmails(List.of("left@elsewhere.example")));
        assertThat(watch.sendTest("acme").orElseThrow())
                .containsExactly(new AlertTestResult(
                        "left@elsewhere.example", false, "mail to this address is not allowed any more"));
        assertThat(mailer.mails).isEmpty();
    }

    @Test
    void settingsOfSomebodyElseAreNotReplaced() {
        AlertSettings seen = watch.settings("acme");
        assertThat(watch.save("ann", seen.withEmails(List.of("ann@acme.example"))))
                .isTrue();
        assertThat(watch.save("bob", seen.withEmails(List.of("bob@acme.example"))))
                .isFalse();
        assertThat(watch.settings("acme").emails()).containsExactly("ann@acme.example");
    }

    @Test
    void testIsSentToEveryRecipientAndAtMostOnceAMinute() throws Exception {
        try (TlsReceiver receiver = new TlsReceiver();
                WorkspaceAlerts tested = alerts().internet(
                                host -> new InetAddress[] {TlsReceiver.address("127.0.0.1")}, TlsReceiver.trusting())
                        .allowWebhooksTo(CidrBlock.parse("127.0.0.1"))
                        .build()) {
            AlertSettings settings = AlertSettings.none("acme")
                    .withWebhooks(List.of(URI.create(receiver.uri()), URI.create("https://hooks.example.test:1/")))
                    .withEmails(List.of("ops@acme.example"));
            assertThat(tested.save("ann", settings)).isTrue();

            List<AlertTestResult> results = tested.sendTest("acme").orElseThrow();

            assertThat(results)
                    .containsExactly(
                            new AlertTestResult(receiver.uri(), true, "answered with status 204"),
                            new AlertTestResult("https://hooks.example.test:1/", false, "no connection"),
                            new AlertTestResult("ops@acme.example", true, "handed to the mail server"));
            assertThat(mailer.next()).isEqualTo("ops@acme.example test OPENED");
            assertThat(receiver.requests).singleElement().asString().contains("\"rule\":\"test\"", "This is a test");
            assertThat(alerts).as("no incident").isEmpty();

            assertThat(tested.sendTest("acme")).isEmpty();
            assertThat(tested.sendTest("globex")).contains(List.of());
            time.advance(Duration.ofSeconds(59));
            assertThat(tested.sendTest("acme")).isEmpty();
            time.advance(Duration.ofSeconds(1));
            assertThat(tested.sendTest("acme")).isPresent();
        }
    }

    @Test
    void testDoesNotSayWhichNamesAPrivateNetworkKnows() {
        try (WorkspaceAlerts tested = alerts().internet(
                        host -> {
                            if (host.startsWith("unknown")) {
                                throw new UnknownHostException(host);
                            }
                            return new InetAddress[] {TlsReceiver.address("10.0.0.7")};
                        },
                        TlsReceiver.trusting())
                .build()) {
            store.save(AlertSettings.none("acme")
                    .withWebhooks(List.of(
                            URI.create("https://unknown.example.test/"),
                            URI.create("https://internal.example.test/"))));

            assertThat(tested.sendTest("acme").orElseThrow())
                    .hasSize(2)
                    .noneMatch(AlertTestResult::delivered)
                    .extracting(AlertTestResult::text)
                    .containsOnly("the host is unknown, or its address is not on the public Internet, or its port is"
                            + " not 443");
        }
    }

    @Test
    void failureOfTheMailerIsReportedWithoutItsText() {
        mailer.broken = true;
        store.save(AlertSettings.none("acme").withEmails(List.of("ops@acme.example")));
        assertThat(watch.sendTest("acme").orElseThrow())
                .containsExactly(new AlertTestResult("ops@acme.example", false, "the mail could not be sent"));
    }

    @Test
    void webhookIsSignedWithASecretOfItsOwn() throws Exception {
        URI first = URI.create("https://hooks.example.com/a");
        String secret = watch.webhookSecret("acme", first);
        assertThat(secret).startsWith("whsec_").isEqualTo(watch.webhookSecret("acme", first));
        assertThat(List.of(
                        watch.webhookSecret("globex", first),
                        watch.webhookSecret("acme", URI.create("https://hooks.example.com/b"))))
                .doesNotContain(secret);

        try (TlsReceiver receiver = new TlsReceiver();
                WorkspaceAlerts tested = alerts().internet(
                                host -> new InetAddress[] {TlsReceiver.address("127.0.0.1")}, TlsReceiver.trusting())
                        .allowWebhooksTo(CidrBlock.parse("127.0.0.1"))
                        .build()) {
            URI uri = URI.create(receiver.uri());
            store.save(AlertSettings.none("acme").withWebhooks(List.of(uri)));
            assertThat(tested.sendTest("acme").orElseThrow()).allMatch(AlertTestResult::delivered);

            String request = receiver.requests.get(0);
            byte[] shared =
                    Base64.getDecoder().decode(tested.webhookSecret("acme", uri).substring("whsec_".length()));
            String expected = new WebhookSigner(shared)
                    .sign(
                            header(request, "webhook-id"),
                            Long.parseLong(header(request, "webhook-timestamp")),
                            request.substring(request.indexOf("\n\n") + 2));
            assertThat(header(request, "webhook-signature")).isEqualTo(expected);
        }
    }

    private static String header(String request, String name) {
        return request.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void changesStandInTheHistory() {
        TestKeys keys = new TestKeys();
        AuditStore history = keys.store.audit().orElseThrow();
        WorkspaceAlerts audited = alerts().audit(history, 100).build();
        AlertSettings settings = AlertSettings.none("acme")
                .withRule("wrong-secrets", on(25))
                .withWebhooks(List.of(URI.create("https://hooks.example.com/services/T0/secret")))
                .withEmails(List.of("ops@acme.example"));
        audited.save("ann", settings);
        audited.save("bob", settings); // a conflict changes nothing
        audited.save("bob", settings.saved()); // nothing is different

        List<AuditEntry> entries = history.entriesFrom("acme", 1, 10).stream()
                .map(chained -> chained.entry())
                .filter(entry -> entry.actor().equals("ann") || entry.actor().equals("bob"))
                .toList();
        assertThat(entries).singleElement().satisfies(entry -> {
            assertThat(entry.actor()).isEqualTo("ann");
            assertThat(entry.action()).isEqualTo("updated");
            assertThat(entry.changes())
                    .containsExactly(
                            new FieldChange("alertRules", "wrong-secrets on from 10", "wrong-secrets on from 25"),
                            new FieldChange("alertWebhooks", null, "https://hooks.example.com/…"),
                            new FieldChange("alertEmails", null, "ops@acme.example"));
        });
        audited.close();
    }

    @Test
    void incidentThatOpensAndEndsIsToldWithItsPhase() throws Exception {
        store.save(AlertSettings.none("acme").withEmails(List.of("ops@acme.example")));
        read(watch, "acme");
        watch.onDecision(revoked("acme", 1));
        time.advance(Duration.ofMinutes(61));
        watch.onDecision(ordinary("acme", 2));
        assertThat(mailer.next()).isEqualTo("ops@acme.example ended-key OPENED");
        assertThat(mailer.next()).isEqualTo("ops@acme.example ended-key ENDED");
        assertThat(alerts).extracting(Alert::phase).containsExactly(Phase.OPENED, Phase.ENDED);
    }
}
