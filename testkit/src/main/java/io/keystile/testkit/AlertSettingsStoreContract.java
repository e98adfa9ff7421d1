package io.keystile.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.monitoring.alerts.AlertSettings;
import io.keystile.monitoring.alerts.AlertSettingsStore;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link AlertSettingsStore}. A store's test extends this class and supplies empty stores. The
 * contract does not cover failures.
 */
public abstract class AlertSettingsStoreContract {
    private static final AlertSettings ACME = AlertSettings.none("acme")
            .withRule("wrong-secrets", new AlertSettings.Rule(true, 25))
            .withRule("new-network", new AlertSettings.Rule(false, 7))
            .withWebhooks(List.of(URI.create("https://hooks.example.com/T0/%7Eb?a=%C3%A4&b='%22")))
            .withEmails(List.of("o'brien+alerts@example.com", "ops@example.com"));

    /** Creates the contract. */
    protected AlertSettingsStoreContract() {}

    /** Returns an empty store. A test may call this more than once. */
    protected abstract AlertSettingsStore newStore() throws Exception;

    private static AlertSettings only(AlertSettingsStore store, String workspace) {
        return store.find(List.of(workspace)).getOrDefault(workspace, AlertSettings.none("missing"));
    }

    @Test
    void savedSettingsAreFoundWithTheNextVersion() throws Exception {
        AlertSettingsStore store = newStore();
        assertThat(store.find(List.of("acme"))).isEmpty();

        assertThat(store.save(ACME)).isTrue();
        assertThat(only(store, "acme")).isEqualTo(ACME.saved());

        AlertSettings changed = ACME.saved().withEmails(List.of());
        assertThat(store.save(changed)).isTrue();
        assertThat(only(store, "acme")).isEqualTo(changed.saved());
        assertThat(only(store, "acme").version()).isEqualTo(2);
    }

    @Test
    void settingsThatSomebodyElseHasChangedAreNotReplaced() throws Exception {
        AlertSettingsStore store = newStore();
        store.save(ACME);
        AlertSettings mine = AlertSettings.none("acme");

        assertThat(store.save(mine)).as("made before there were any").isFalse();
        store.save(ACME.saved().withWebhooks(List.of()));
        assertThat(store.save(ACME.saved())).as("of the version before").isFalse();
        assertThat(only(store, "acme").webhooks()).isEmpty();
        assertThat(only(store, "acme").version()).isEqualTo(2);
    }

    @Test
    void settingsOfAVersionThatThereNeverWasAreNotSaved() throws Exception {
        AlertSettingsStore store = newStore();
        assertThat(store.save(ACME.saved())).isFalse();
        assertThat(store.find(List.of("acme"))).isEmpty();
    }

    @Test
    void onlyTheWorkspacesThatAreAskedForAreFound() throws Exception {
        AlertSettingsStore store = newStore();
        store.save(ACME);
        store.save(AlertSettings.none("globex"));
        store.save(AlertSettings.none("initech"));

        assertThat(store.find(List.of("acme", "globex", "acme", "nobody"))).containsOnlyKeys("acme", "globex");
        assertThat(store.find(List.of())).isEmpty();
        for (String other : SampleTexts.neighbors("acme")
                .filter(text -> !text.equals("acme"))
                .toList()) {
            assertThat(store.find(List.of(other))).as(other).isEmpty();
        }
    }

    @Test
    void manyWorkspacesAreFoundAtOnce() throws Exception {
        AlertSettingsStore store = newStore();
        store.save(ACME);
        List<String> ids = new ArrayList<>(
                IntStream.range(0, 2_500).mapToObj(i -> "workspace" + i).toList());
        ids.add("acme");

        assertThat(store.find(ids)).containsOnlyKeys("acme");
    }

    @Test
    void oneOfManyWhoSaveAtOnceSucceeds() throws Exception {
        AlertSettingsStore store = newStore();
        int people = 4;
        int rounds = 10;
        Phaser together = new Phaser(people);
        ExecutorService threads = Executors.newFixedThreadPool(people);
        int saved = 0;
        try {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < people; i++) {
                running.add(threads.submit(() -> {
                    int mine = 0;
                    try {
                        for (int round = 0; round < rounds; round++) {
                            AlertSettings seen = store.find(List.of("acme")).getOrDefault("acme", ACME);
                            together.arriveAndAwaitAdvance();
                            mine += store.save(seen) ? 1 : 0;
                            together.arriveAndAwaitAdvance();
                        }
                    } finally {
                        together.arriveAndDeregister();
                    }
                    return mine;
                }));
            }
            for (Future<Integer> thread : running) {
                saved += thread.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(saved).isEqualTo(rounds);
        assertThat(only(store, "acme").version()).isEqualTo(rounds);
    }
}
