package io.keystile.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.key.KeyId;
import io.keystile.monitoring.alerts.Alert;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.AlertQuery;
import io.keystile.monitoring.alerts.AlertReport;
import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.monitoring.alerts.StoredAlert;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.net.CidrBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link AlertStore}. A store's test extends this class and supplies empty stores:
 *
 * <pre>{@code
 * class MyAlertStoreTest extends AlertStoreContract {
 *     @Override
 *     protected AlertStore newStore(int perRule) {
 *         return new MyAlertStore(anEmptyDatabase(), perRule);
 *     }
 * }
 * }</pre>
 */
public abstract class AlertStoreContract {
    private static final Instant TEN = Instant.parse("2030-01-07T10:00:00.123456Z");
    private static final Duration LEASE = Duration.ofMinutes(15);
    private static final CidrBlock NETWORK = CidrBlock.parse("192.0.2.0/24");
    private static final KeyId ONE = new KeyId("one");
    private static final KeyId TWO = new KeyId("two");

    /** Creates the contract. */
    protected AlertStoreContract() {}

    /**
     * Returns an empty store. A test may call this more than once.
     *
     * @param perRule the maximum number of incidents of each rule, of which a tenth may be of one workspace
     */
    protected abstract AlertStore newStore(int perRule) throws Exception;

    private AlertStore newStore() throws Exception {
        return newStore(1_000);
    }

    private static Instant at(int minute) {
        return TEN.plus(Duration.ofMinutes(minute));
    }

    private static Alert alert(String rule, Phase phase, KeyId key, Instant first, Instant last, long count) {
        return alert(rule, phase, "acme", key, first, last, count);
    }

    private static Alert alert(
            String rule, Phase phase, String workspace, KeyId key, Instant first, Instant last, long count) {
        AlertSeverity severity = AlertSeverity.WARNING;
        return new Alert(rule, severity, phase, key, true, workspace, NETWORK, first, last, count, false, "suspicious");
    }

    private static Alert openedIn(String workspace, KeyId key, int minute) {
        return alert("new-network", Phase.OPENED, workspace, key, at(minute), at(minute), 1);
    }

    private static Alert opened(KeyId key, int minute) {
        return alert("new-network", Phase.OPENED, key, at(minute), at(minute), 1);
    }

    private static Alert ended(KeyId key, int first, int last, long count) {
        return alert("new-network", Phase.ENDED, key, at(first), at(last), count);
    }

    private static Alert claimed(KeyId key, int minute) {
        return new Alert(
                "wrong-secrets",
                AlertSeverity.WARNING,
                Phase.OPENED,
                key,
                false,
                null,
                NETWORK,
                at(minute),
                at(minute),
                10,
                false,
                "guessed");
    }

    private static Alert withoutKey(String rule, @Nullable CidrBlock network) {
        return new Alert(
                rule, AlertSeverity.INFO, Phase.OPENED, null, false, null, network, TEN, TEN, 20, false, "made up");
    }

    /** Returns a report of an incident that counts as open for 15 minutes more. */
    private static AlertReport report(String node, Alert alert) {
        return new AlertReport(node, alert, null, alert.lastSeen().plus(LEASE));
    }

    private static StoredAlert only(AlertStore store) {
        List<StoredAlert> all = store.list(AlertQuery.ofAll());
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static List<String> ids(List<StoredAlert> alerts) {
        return alerts.stream().map(StoredAlert::id).toList();
    }

    @Test
    void incidentIsKeptWithAllItsFields() throws Exception {
        AlertStore store = newStore();
        Alert alert = new Alert(
                "request-rate",
                AlertSeverity.CRITICAL,
                Phase.OPENED,
                ONE,
                true,
                "acme",
                CidrBlock.parse("2001:db8::/48"),
                at(0),
                at(3),
                77,
                true,
                "Überlast: 77 calls \u2026 'x' \"y\"");
        store.report(report("a", alert));

        StoredAlert kept = only(store);
        assertThat(kept.rule()).isEqualTo("request-rate");
        assertThat(kept.severity()).isEqualTo(AlertSeverity.CRITICAL);
        assertThat(kept.keyId()).isEqualTo(ONE);
        assertThat(kept.verified()).isTrue();
        assertThat(kept.isClaimed()).isFalse();
        assertThat(kept.workspace()).isEqualTo("acme");
        assertThat(kept.network()).isEqualTo(CidrBlock.parse("2001:db8::/48"));
        assertThat(kept.firstSeen()).isEqualTo(at(0));
        assertThat(kept.lastSeen()).isEqualTo(at(3));
        assertThat(kept.count()).isEqualTo(77);
        assertThat(kept.keyDisabled()).isTrue();
        assertThat(kept.text()).isEqualTo("Überlast: 77 calls \u2026 'x' \"y\"");
        assertThat(kept.openUntil()).isEqualTo(at(18));
        assertThat(kept.number()).isEqualTo(1);
        assertThat(store.find(kept.id())).contains(kept);
    }

    @Test
    void incidentsWithoutAKeyAreKeptByNetworkAndByRule() throws Exception {
        AlertStore store = newStore();
        store.report(report("a", withoutKey("unknown-ids", NETWORK)));
        store.report(report("a", withoutKey("unknown-ids", CidrBlock.parse("198.51.100.0/24"))));
        store.report(report("a", withoutKey("denied-overall", null)));

        assertThat(store.list(AlertQuery.ofAll()))
                .hasSize(3)
                .allSatisfy(alert -> assertThat(alert.keyId()).isNull())
                .allSatisfy(alert -> assertThat(alert.workspace()).isNull())
                .noneMatch(StoredAlert::isClaimed);
    }

    @Test
    void repeatedReportChangesNothing() throws Exception {
        AlertStore store = newStore();
        AlertReport report = new AlertReport("a", opened(ONE, 0), null, at(15).plusNanos(789));
        store.report(report);
        StoredAlert kept = only(store);
        store.report(report);
        assertThat(only(store)).isEqualTo(kept);
        assertThat(kept.version()).isEqualTo(1);
    }

    @Test
    void laterReportOfAnIncidentReplacesTheEarlierOne() throws Exception {
        AlertStore store = newStore();
        store.report(report("a", opened(ONE, 0)));
        store.report(report("a", alert("new-network", Phase.GROWN, ONE, at(0), at(20), 12)));

        StoredAlert kept = only(store);
        assertThat(kept.count()).isEqualTo(12);
        assertThat(kept.firstSeen()).isEqualTo(at(0));
        assertThat(kept.lastSeen()).isEqualTo(at(20));
        assertThat(kept.isOpenAt(at(30))).isTrue();
        assertThat(kept.version()).isEqualTo(2);
    }

    @Test
    void incidentOfSeveralNodesIsOne() throws Exception {
        AlertStore store = newStore();
        store.report(report("a", opened(ONE, 0)));
        store.report(report(
                "b",
                new Alert(
                        "new-network",
                        AlertSeverity.CRITICAL,
                        Phase.OPENED,
                        ONE,
                        true,
                        "acme",
                        CidrBlock.parse("198.51.100.0/24"),
                        at(5),
                        at(6),
                        30,
                        true,
                        "worse")));
        store.report(report("a", alert("new-network", Phase.GROWN, ONE, at(0), at(3), 12)));

        StoredAlert kept = only(store);
        assertThat(kept.count()).isEqualTo(42);
        assertThat(kept.severity()).isEqualTo(AlertSeverity.CRITICAL);
        assertThat(kept.keyDisabled()).isTrue();
        assertThat(kept.network()).isEqualTo(NETWORK);
        assertThat(kept.firstSeen()).isEqualTo(at(0));
        assertThat(kept.lastSeen()).isEqualTo(at(6));
        assertThat(kept.text()).isEqualTo("worse");
    }

    @Test
    void incidentEndsWhenItHasEndedOnEachNode() throws Exception {
        AlertStore store = newStore();
        store.report(report("a", opened(ONE, 0)));
        store.report(report("b", opened(ONE, 5)));
        store.report(report("a", ended(ONE, 0, 4, 7)));
        assertThat(only(store).isOpenAt(at(10))).isTrue();

        store.report(report("b", ended(ONE, 5, 9, 2)));
        StoredAlert kept = only(store);
        assertThat(kept.isOpenAt(at(10))).isFalse();
        assertThat(kept.openUntil()).isEqualTo(at(9));
        assertThat(kept.count()).isEqualTo(9);
    }

    @Test
    void incidentOfANodeThatReportsNoMoreIsNotOpenForEver() throws Exception {
        AlertStore store = newStore();
        store.report(report("killed", opened(ONE, 0)));

        assertThat(only(store).isOpenAt(at(14))).isTrue();
        assertThat(only(store).isOpenAt(at(15))).isFalse();
    }

    @Test
    void nextIncidentHasARecordOfItsOwn() throws Exception {
        AlertStore store = newStore();
        store.report(report("a", opened(ONE, 0)));
        store.report(report("a", ended(ONE, 0, 0, 1)));
        store.report(report("a", opened(ONE, 61)));
        store.report(report("a", ended(ONE, 0, 0, 1))); // repeated late

        List<StoredAlert> all = store.list(AlertQuery.ofAll());
        assertThat(all).extracting(StoredAlert::number).containsExactly(2L, 1L);
        assertThat(all).extracting(alert -> alert.isOpenAt(at(62))).containsExactly(true, false);
        assertThat(all).extracting(StoredAlert::count).containsExactly(1L, 1L);
    }

    @Test
    void processThatIsStartedAgainContinuesTheIncident() throws Exception {
        AlertStore store = newStore();
        store.report(report("before", opened(ONE, 0)));
        store.report(report("after", opened(ONE, 10)));

        assertThat(only(store).count()).isEqualTo(2);
    }

    @Test
    void processesThatAreStartedOverAndOverLoseNoCount() throws Exception {
        AlertStore store = newStore();
        for (int process = 0; process < 70; process++) {
            store.report(report("process" + process, opened(ONE, process * 10)));
        }

        assertThat(only(store).count()).isEqualTo(70);
        assertThat(only(store).parts()).hasSizeLessThan(40);
    }

    @Test
    void nodesThatWatchAnIncidentTogetherAreEachCountedOnce() throws Exception {
        AlertStore store = newStore();
        for (int round = 0; round < 2; round++) {
            for (int node = 0; node < 40; node++) {
                store.report(report(
                        "node" + node, alert("new-network", Phase.GROWN, ONE, at(0), at(1 + round), 10 + round)));
            }
        }

        assertThat(only(store).count()).isEqualTo(440);
    }

    @Test
    void claimedKeyIsNamedAsSuchAndListedForItsWorkspaceIfThatIsKnown() throws Exception {
        AlertStore store = newStore();
        store.report(report("a", claimed(ONE, 0)));
        assertThat(only(store).isClaimed()).isTrue();
        assertThat(only(store).workspace()).isNull();
        assertThat(store.list(AlertQuery.ofWorkspace("acme"))).isEmpty();

        store.report(new AlertReport("a", claimed(ONE, 0), "acme", at(15)));
        StoredAlert kept = only(store);
        assertThat(kept.isClaimed()).isTrue();
        assertThat(kept.workspace()).isEqualTo("acme");
        assertThat(store.list(AlertQuery.ofWorkspace("acme"))).containsExactly(kept);
    }

    @Test
    void claimIsAnotherIncidentThanTheUseOfTheKey() throws Exception {
        AlertStore store = newStore();
        Alert used = alert("plaintext-key", Phase.OPENED, ONE, at(0), at(0), 1);
        Alert claimed = new Alert(
                "plaintext-key",
                AlertSeverity.WARNING,
                Phase.OPENED,
                ONE,
                false,
                null,
                NETWORK,
                at(1),
                at(1),
                5,
                false,
                "claimed");
        store.report(report("a", used));
        store.report(report("b", claimed));

        assertThat(store.list(AlertQuery.ofAll().withKey(ONE)))
                .extracting(StoredAlert::isClaimed)
                .containsExactly(true, false);
    }

    @Test
    void queriesFilterExactly() throws Exception {
        AlertStore store = newStore();
        store.report(report("a", opened(ONE, 0)));
        store.report(report("a", opened(TWO, 1)));
        store.report(report("a", ended(TWO, 1, 1, 1)));
        store.report(new AlertReport("a", claimed(new KeyId("three"), 2), "zeta", at(17)));

        assertThat(store.list(AlertQuery.ofWorkspace("acme")))
                .extracting(StoredAlert::keyId)
                .containsExactly(TWO, ONE);
        assertThat(store.list(AlertQuery.ofWorkspace("acme").withKey(ONE))).hasSize(1);
        assertThat(store.list(AlertQuery.ofWorkspace("zeta").withKey(ONE))).isEmpty();
        assertThat(store.list(AlertQuery.ofAll().withKey(new KeyId("ONE")))).isEmpty();
        assertThat(store.list(AlertQuery.ofWorkspace("acme").openAt(at(3))))
                .extracting(StoredAlert::keyId)
                .containsExactly(ONE);
        for (String other : SampleTexts.neighbors("acme")
                .filter(text -> !text.equals("acme"))
                .toList()) {
            assertThat(store.list(AlertQuery.ofWorkspace(other))).as(other).isEmpty();
        }
    }

    @Test
    void pagesContinueWhereTheLastOneEnded() throws Exception {
        AlertStore store = newStore();
        for (int key = 0; key < 9; key++) {
            store.report(report("a", opened(new KeyId("key" + key), key / 3)));
        }
        List<StoredAlert> all = store.list(AlertQuery.ofAll());
        assertThat(all).isSortedAccordingTo(AlertQuery.order());

        List<String> read = new ArrayList<>();
        AlertQuery query = AlertQuery.ofWorkspace("acme").withLimit(2);
        List<StoredAlert> page = store.list(query);
        while (!page.isEmpty()) {
            read.addAll(ids(page));
            store.report(report("b", opened(new KeyId("new" + read.size()), 60))); // is before the first page
            store.report(report("b", opened(new KeyId("key" + read.size() % 9), 2))); // changes one that is listed
            page = store.list(query.after(page.get(page.size() - 1)));
        }
        assertThat(read).isEqualTo(ids(all));
    }

    @Test
    void firstIncidentsOfARuleAreDeletedBeyondItsMaximum() throws Exception {
        AlertStore store = newStore(3);
        store.report(report("a", withoutKey("unknown-ids", NETWORK)));
        for (int key = 0; key < 7; key++) {
            store.report(report("a", openedIn("w" + key, new KeyId("key" + key), key)));
        }

        assertThat(store.list(AlertQuery.ofAll()))
                .extracting(StoredAlert::id)
                .containsExactly(
                        "new-network/key6/1", "new-network/key5/1", "new-network/key4/1", "unknown-ids/192.0.2.0/24/1");
    }

    @Test
    void oneWorkspaceHasATenthOfTheIncidentsOfARule() throws Exception {
        AlertStore store = newStore(30);
        store.report(report("a", openedIn("zeta", TWO, 0)));
        for (int key = 0; key < 7; key++) {
            store.report(report("a", opened(new KeyId("key" + key), key)));
        }

        assertThat(store.list(AlertQuery.ofAll()))
                .extracting(StoredAlert::id)
                .containsExactly("new-network/key6/1", "new-network/key5/1", "new-network/key4/1", "new-network/two/1");
    }

    @Test
    void incidentsAreDeletedByTheirLastSuspicion() throws Exception {
        AlertStore store = newStore();
        store.report(report("a", alert("new-network", Phase.OPENED, ONE, at(0), at(5), 2)));
        store.report(report("a", opened(TWO, 1)));

        assertThat(store.deleteBefore(at(1))).isZero();
        assertThat(store.deleteBefore(at(5))).isEqualTo(1);
        assertThat(only(store).keyId()).isEqualTo(ONE);
        store.report(report("b", opened(TWO, 9)));
        assertThat(store.list(AlertQuery.ofAll().withKey(TWO))).hasSize(1);
    }

    @Test
    void unknownIdsAreNotFound() throws Exception {
        AlertStore store = newStore();
        store.report(report("a", opened(ONE, 0)));
        String id = only(store).id();
        for (String other : List.of("", id + " ", id.toUpperCase(Locale.ROOT), id + "\0", "x".repeat(500))) {
            assertThat(store.find(other)).as(other).isEmpty();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new AlertQuery.Position(TEN, "\0"));
    }

    /** All nodes see the incident begin at once, and none of them knows of the others. */
    @Test
    void incidentThatBeginsOnAllNodesAtOnceIsOne() throws Exception {
        AlertStore store = newStore();
        int nodes = 4;
        int rounds = 10;
        Phaser together = new Phaser(nodes);
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                String node = "node" + i;
                running.add(threads.submit(() -> {
                    try {
                        for (int round = 0; round < rounds; round++) {
                            together.arriveAndAwaitAdvance();
                            store.report(report(node, opened(new KeyId("key" + round), round)));
                        }
                    } finally {
                        together.arriveAndDeregister();
                    }
                }));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(store.list(AlertQuery.ofAll()))
                .hasSize(rounds)
                .allSatisfy(alert -> assertThat(alert.count()).isEqualTo(nodes));
    }
}
