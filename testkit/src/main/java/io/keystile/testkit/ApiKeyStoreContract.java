package io.keystile.testkit;

import static io.keystile.testkit.SampleRecords.ACME;
import static io.keystile.testkit.SampleRecords.NOW;
import static io.keystile.testkit.SampleRecords.ZETA;
import static io.keystile.testkit.SampleRecords.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.net.IpAddress;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreFacts;
import io.keystile.store.StoreWrite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ApiKeyStore} does. Whoever writes one extends this class and says how to get an empty store:
 *
 * <pre>{@code
 * class MyStoreTest extends ApiKeyStoreContract {
 *     @Override
 *     protected ApiKeyStore newStore() {
 *         return new MyStore(anEmptyDatabase());
 *     }
 * }
 * }</pre>
 *
 * <p>What it does when something fails, such as its database, is for tests of its own.
 */
public abstract class ApiKeyStoreContract {
    private static final ApiKeyRecord KEY = key("k1");

    /** For subclasses. */
    protected ApiKeyStoreContract() {}

    /** Returns an empty store; called once or several times for a test. */
    protected abstract ApiKeyStore newStore() throws Exception;

    private ApiKeyStore storeWith(ApiKeyRecord... keys) throws Exception {
        ApiKeyStore store = newStore();
        store.insert(ACME);
        store.insert(ZETA);
        for (ApiKeyRecord key : keys) {
            store.insert(key);
        }
        return store;
    }

    private static List<String> ids(ApiKeyStore store, KeyQuery query) {
        return store.list(query).stream().map(key -> key.id().value()).toList();
    }

    private static ApiKeyRecord named(String id, String name) {
        return key(id, "acme", NOW, ApiKeySettings.named(name));
    }

    @Test
    void emptyStoreHasNothing() throws Exception {
        ApiKeyStore store = newStore();
        assertThat(store.find(KEY.id())).isEmpty();
        assertThat(store.findWorkspace("acme")).isEmpty();
        assertThat(store.list(KeyQuery.ofAll())).isEmpty();
        assertThat(store.workspaces()).isEmpty();
        assertThat(store.hashSchemes()).isEmpty();
        assertThat(store.lastUses(List.of(KEY.id()))).isEmpty();
    }

    @Test
    void insertedKeyIsFoundWithItsWorkspace() throws Exception {
        ApiKeyStore store = storeWith(KEY);
        assertThat(store.find(new KeyId("k1"))).contains(new ResolvedKey(KEY, ACME));
        assertThat(store.findWorkspace("acme")).contains(ACME);
    }

    @Test
    void allOfARecordComesBack() throws Exception {
        ApiKeyStore store = newStore();
        ApiKeyRecord full = SampleRecords.fullKey();
        store.insert(SampleRecords.FULL_WORKSPACE);
        store.insert(full);
        assertThat(store.find(full.id())).contains(new ResolvedKey(full, SampleRecords.FULL_WORKSPACE));
        assertThat(store.list(KeyQuery.ofAll())).containsExactly(full);
        assertThat(store.workspaces()).containsExactly(SampleRecords.FULL_WORKSPACE);
        assertThat(store.find(full.id()).orElseThrow().key().settings().allowlist())
                .isEqualTo(full.settings().allowlist());
    }

    @Test
    void recordThatCouldNotBeGivenTodayComesBackAndCanBeDeleted() throws Exception {
        String hidden = "live \u202Etset \u2028\u200B";
        ApiKeySettings settings =
                ApiKeySettings.named(hidden).withOwner("a" + hidden).withMetadata("team", hidden);
        ApiKeyRecord odd = new ApiKeyRecord(
                new KeyId("odd"),
                Long.MAX_VALUE,
                "acme",
                "live",
                KEY.hash(),
                KeyStatus.REVOKED,
                settings,
                NOW,
                hidden,
                hidden,
                KEY.lineage());
        ApiKeyStore store = storeWith(odd);
        assertThat(store.find(odd.id()).orElseThrow().key()).isEqualTo(odd);
        assertThat(store.write(List.of(new StoreWrite.DeleteKey(odd.id(), Long.MAX_VALUE))))
                .isTrue();
    }

    @Test
    void idsAreToldApartByCase() throws Exception {
        ApiKeyStore store = storeWith(key("abc"), key("ABC"));
        store.insert(WorkspaceRecord.of("ACME", "free"));
        assertThat(store.find(new KeyId("Abc"))).isEmpty();
        assertThat(store.find(new KeyId("ABC")).orElseThrow().key().id()).isEqualTo(new KeyId("ABC"));
        assertThat(store.findWorkspace("Acme")).isEmpty();
        assertThat(store.list(KeyQuery.ofWorkspace("ACME"))).isEmpty();
    }

    @Test
    void takenKeyIdIsRefusedAndKeepsItsRecord() throws Exception {
        ApiKeyStore store = storeWith(KEY);
        assertThatThrownBy(() -> store.insert(named("k1", "other")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("k1");
        assertThat(store.list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY);
    }

    @Test
    void keyWithoutItsWorkspaceIsRefused() throws Exception {
        ApiKeyStore store = storeWith();
        ApiKeyRecord homeless = key("k1", "nobody", NOW, ApiKeySettings.named("ci"));
        assertThatThrownBy(() -> store.insert(homeless))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nobody");
        assertThat(store.find(KEY.id())).isEmpty();
    }

    @Test
    void takenWorkspaceIdIsRefusedAndKeepsItsRecord() throws Exception {
        ApiKeyStore store = storeWith();
        assertThatThrownBy(() -> store.insert(WorkspaceRecord.of("acme", "gold")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("acme");
        assertThat(store.workspaces()).containsExactly(ACME, ZETA);
    }

    @Test
    void nextVersionReplacesAKey() throws Exception {
        ApiKeyStore store = storeWith(KEY);
        ApiKeyRecord next = KEY.withSettings(ApiKeySettings.named("renamed").withPermissions("flows:read"));
        assertThat(store.replace(next)).isTrue();
        assertThat(store.list(KeyQuery.ofWorkspace("acme"))).containsExactly(next);
    }

    @Test
    void anyOtherVersionReplacesNoKey() throws Exception {
        ApiKeyStore store = storeWith(KEY);
        ApiKeyRecord second = KEY.revoked("leaked");
        store.replace(second);
        assertThat(store.replace(KEY)).isFalse();
        assertThat(store.replace(KEY.withDisabled(true))).isFalse();
        assertThat(store.replace(
                        second.withSettings(ApiKeySettings.named("3")).withSettings(ApiKeySettings.named("4"))))
                .isFalse();
        assertThat(store.list(KeyQuery.ofWorkspace("acme"))).containsExactly(second);
    }

    @Test
    void unknownKeyIsNeitherReplacedNorDeleted() throws Exception {
        ApiKeyStore store = storeWith();
        assertThat(store.replace(KEY.revoked("leaked"))).isFalse();
        assertThat(store.write(List.of(new StoreWrite.DeleteKey(KEY.id(), 1)))).isFalse();
        assertThat(store.find(KEY.id())).isEmpty();
    }

    @Test
    void onlyTheNextVersionReplacesAWorkspace() throws Exception {
        ApiKeyStore store = storeWith();
        WorkspaceRecord second = ACME.withSuspended(true).withPlan("gold").next();
        assertThat(store.replace(second.next())).isFalse();
        assertThat(store.replace(second)).isTrue();
        assertThat(store.replace(ACME.withPlan("iron").next())).isFalse();
        assertThat(store.replace(WorkspaceRecord.of("nobody", "gold").next())).isFalse();
        assertThat(store.workspaces()).containsExactly(second, ZETA);
    }

    @Test
    void deletedKeyIsGoneWithItsLastUseAndItsIdIsFree() throws Exception {
        ApiKeyStore store = storeWith(KEY);
        store.touch(Map.of(KEY.id(), new LastUse(NOW, null)));
        assertThat(store.write(List.of(new StoreWrite.DeleteKey(KEY.id(), 2)))).isFalse();
        assertThat(store.write(List.of(new StoreWrite.DeleteKey(KEY.id(), 1)))).isTrue();
        assertThat(store.find(KEY.id())).isEmpty();
        assertThat(store.list(KeyQuery.ofAll())).isEmpty();
        store.insert(KEY);
        assertThat(store.lastUses(List.of(KEY.id()))).isEmpty();
    }

    @Test
    void severalChangesAreMadeTogetherInTheirOrder() throws Exception {
        ApiKeyStore store = newStore();
        boolean written = store.write(List.of(
                new StoreWrite.InsertWorkspace(ACME),
                new StoreWrite.InsertKey(KEY),
                new StoreWrite.ReplaceKey(KEY.withDisabled(true)),
                new StoreWrite.InsertKey(key("k2")),
                new StoreWrite.DeleteKey(new KeyId("k2"), 1),
                new StoreWrite.ReplaceWorkspace(ACME.withPlan("gold").next())));
        assertThat(written).isTrue();
        assertThat(store.list(KeyQuery.ofAll())).containsExactly(KEY.withDisabled(true));
        assertThat(store.workspaces()).containsExactly(ACME.withPlan("gold").next());
    }

    @Test
    void oneLostRaceUndoesAllOfAWrite() throws Exception {
        ApiKeyStore store = storeWith(KEY, key("k3"));
        boolean written = store.write(List.of(
                new StoreWrite.InsertKey(key("k2")),
                new StoreWrite.ReplaceKey(KEY.withDisabled(true)),
                new StoreWrite.DeleteKey(new KeyId("k3"), 1),
                new StoreWrite.ReplaceWorkspace(ZETA.withSuspended(true).next()),
                new StoreWrite.ReplaceWorkspace(ACME.next().next())));
        assertThat(written).isFalse();
        assertThat(store.list(KeyQuery.ofAll())).containsExactly(KEY, key("k3"));
        assertThat(store.workspaces()).containsExactly(ACME, ZETA);
    }

    @Test
    void oneTakenIdUndoesAllOfAWrite() throws Exception {
        ApiKeyStore store = storeWith(KEY);
        List<StoreWrite> writes = List.of(
                new StoreWrite.InsertWorkspace(WorkspaceRecord.of("new", "free")),
                new StoreWrite.InsertKey(key("k2")),
                new StoreWrite.InsertKey(key("k2")));
        assertThatThrownBy(() -> store.write(writes))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("k2");
        assertThat(store.list(KeyQuery.ofAll())).containsExactly(KEY);
        assertThat(store.workspaces()).containsExactly(ACME, ZETA);
    }

    @Test
    void thousandsOfKeysAreWrittenAtOnceAndListedInPages() throws Exception {
        ApiKeyStore store = storeWith();
        List<ApiKeyRecord> keys = IntStream.range(0, 2_500)
                .mapToObj(i -> key("k" + i, "acme", NOW.plusSeconds(i / 7), ApiKeySettings.named("n" + i)))
                .toList();
        List<StoreWrite> writes =
                new ArrayList<>(keys.stream().map(StoreWrite.InsertKey::new).toList());
        Collections.reverse(writes);
        assertThat(store.write(writes)).isTrue();

        List<ApiKeyRecord> listed = new ArrayList<>();
        KeyQuery query = KeyQuery.ofWorkspace("acme");
        List<ApiKeyRecord> page = store.list(query);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(KeyQuery.MAX_LIMIT);
            listed.addAll(page);
            page = store.list(query.after(page.get(page.size() - 1)));
        }
        assertThat(listed)
                .containsExactlyElementsOf(
                        keys.stream().sorted(KeyQuery.ofAll().order()).toList());
    }

    @Test
    void keysAreListedInTheOrderOfTheirCreationAndThenOfTheirIds() throws Exception {
        ApiKeySettings ci = ApiKeySettings.named("ci");
        ApiKeyStore store = storeWith(
                key("later", "acme", NOW.plusNanos(1_000), ci),
                key("b", "acme", NOW, ci),
                key("B", "zeta", NOW, ci),
                key("_", "acme", NOW, ci),
                key("1", "acme", NOW, ci),
                key("-", "acme", NOW, ci));
        assertThat(ids(store, KeyQuery.ofAll())).containsExactly("-", "1", "B", "_", "b", "later");
        assertThat(ids(store, KeyQuery.ofWorkspace("acme").withLimit(3))).containsExactly("-", "1", "_");
    }

    @Test
    void pagesGoOnWhereTheyEndedWhateverIsAddedOrDeleted() throws Exception {
        ApiKeyStore store = storeWith(key("a"), key("c"), key("e"));
        KeyQuery query = KeyQuery.ofAll().withLimit(2);
        List<ApiKeyRecord> first = store.list(query);
        store.insert(key("b"));
        store.insert(key("d"));
        store.write(List.of(new StoreWrite.DeleteKey(new KeyId("c"), 1)));
        assertThat(ids(store, query.after(first.get(1)))).containsExactly("d", "e");
    }

    @Test
    void newestKeysAreListedFirstPageByPage() throws Exception {
        ApiKeySettings ci = ApiKeySettings.named("ci");
        ApiKeyStore store = storeWith(
                key("b", "acme", NOW, ci), key("a", "acme", NOW, ci), key("later", "acme", NOW.plusNanos(1_000), ci));
        KeyQuery query = KeyQuery.ofAll().newestFirst().withLimit(2);
        List<ApiKeyRecord> first = store.list(query);
        assertThat(first).extracting(key -> key.id().value()).containsExactly("later", "b");
        assertThat(ids(store, query.after(first.get(1)))).containsExactly("a");
    }

    @Test
    void keysAreFoundByOwnerAndByTag() throws Exception {
        ApiKeySettings ci = ApiKeySettings.named("ci");
        ApiKeyStore store = storeWith(
                key("k1", "acme", NOW, ci.withOwner("Team Æ").withTags("a_b", "team:eu")),
                key("k2", "acme", NOW, ci.withOwner("team æ").withTags("a-b", "team:eu-1")),
                key("k3", "acme", NOW, ci.withTags("axb", "team")),
                key("k4"));
        assertThat(ids(store, KeyQuery.ofAll().withOwner("Team Æ"))).containsExactly("k1");
        assertThat(ids(store, KeyQuery.ofAll().withOwner("Team Æ "))).isEmpty();
        assertThat(ids(store, KeyQuery.ofAll().withOwner("Team\u0000"))).isEmpty();
        assertThat(ids(store, KeyQuery.ofAll().withOwner(" Team Æ"))).isEmpty();
        assertThat(ids(store, KeyQuery.ofAll().withTag("a_b"))).containsExactly("k1");
        assertThat(ids(store, KeyQuery.ofAll().withTag("team"))).containsExactly("k3");
        assertThat(ids(store, KeyQuery.ofAll().withTag("team:eu"))).containsExactly("k1");
    }

    @Test
    void keysAreFoundByTheServiceThatTheyName() throws Exception {
        ApiKeySettings ci = ApiKeySettings.named("ci");
        ApiKeyStore store = storeWith(
                key("k1", "acme", NOW, ci.withServices("billing", "flows")),
                key("k2", "acme", NOW, ci.withServices("billing-eu").withTags("billing")),
                key("k3", "acme", NOW, ci));
        assertThat(ids(store, KeyQuery.ofAll().withService("billing"))).containsExactly("k1");
        assertThat(ids(store, KeyQuery.ofAll().withService("flows"))).containsExactly("k1");
        assertThat(ids(store, KeyQuery.ofAll().withService("eu"))).isEmpty();
    }

    @Test
    void keysAreFoundByTheTimeSinceWhichTheyWereNotUsed() throws Exception {
        ApiKeySettings ci = ApiKeySettings.named("ci");
        ApiKeyStore store = storeWith(
                key("never", "acme", NOW, ci),
                key("early", "acme", NOW, ci),
                key("late", "acme", NOW, ci),
                key("young", "acme", NOW.plusSeconds(60), ci));
        store.touch(Map.of(
                new KeyId("early"), new LastUse(NOW.plusSeconds(59), null),
                new KeyId("late"), new LastUse(NOW.plusSeconds(60), null)));
        assertThat(ids(store, KeyQuery.ofAll().unusedSince(NOW.plusSeconds(60))))
                .containsExactly("early", "never");
    }

    @Test
    void noKeyIsSkippedThatANodeInsertsWithAClockThatIsBehind() throws Exception {
        ApiKeyStore store = storeWith(key("a"), key("b", "acme", NOW.plusSeconds(10), ApiKeySettings.named("ci")));
        List<String> seen = new ArrayList<>();
        store.forEachKey(KeyQuery.ofAll().withLimit(1), key -> {
            seen.add(key.id().value());
            if (seen.size() == 2) {
                store.insert(key("late", "acme", NOW.minusSeconds(3_500), ApiKeySettings.named("ci")));
            }
        });
        assertThat(seen).containsExactly("a", "b", "late");
    }

    @Test
    void noKeyIsSkippedBecauseTheClockOfAnotherNodeIsAhead() throws Exception {
        Instant now = Instant.now();
        ApiKeySettings ci = ApiKeySettings.named("ci");
        ApiKeyStore store = storeWith(key("a"), key("future", "acme", now.plus(Duration.ofDays(9)), ci));
        List<String> seen = new ArrayList<>();
        store.forEachKey(KeyQuery.ofAll().withLimit(1), key -> {
            seen.add(key.id().value());
            if (seen.size() == 2) {
                store.insert(key("now", "acme", now, ci));
                store.insert(key("behind", "acme", now.minusSeconds(3_500), ci));
            }
        });
        assertThat(seen).containsExactly("a", "future", "behind", "now");
    }

    @Test
    void everyKeyOfManyPagesIsPassedOnce() throws Exception {
        ApiKeyStore store = storeWith();
        store.write(IntStream.range(0, 100)
                .<StoreWrite>mapToObj(i -> new StoreWrite.InsertKey(
                        key("k" + i, "acme", NOW.plusSeconds(600L * (i / 3)), ApiKeySettings.named("ci"))))
                .toList());
        List<KeyId> seen = new ArrayList<>();
        store.forEachKey(KeyQuery.ofAll().withLimit(7), key -> seen.add(key.id()));
        assertThat(seen).hasSize(100).doesNotHaveDuplicates();
        assertThatThrownBy(() -> store.forEachKey(KeyQuery.ofAll().newestFirst(), key -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysAreFoundByEachPropertyAndByAllTogether() throws Exception {
        ApiKeyRecord deploy = named("k1", "deploy prod");
        ApiKeyRecord staging = new ApiKeyRecord(
                new KeyId("k2"),
                1,
                "zeta",
                "staging",
                KEY.hash(),
                KeyStatus.ACTIVE,
                ApiKeySettings.named("deploy staging"),
                NOW,
                "Ada",
                null,
                KEY.lineage());
        ApiKeyStore store =
                storeWith(deploy, staging, named("k3", "Deploy"), named("k4", "de%loy"), named("k5", "d_p"));
        assertThat(ids(store, KeyQuery.ofWorkspace("zeta"))).containsExactly("k2");
        assertThat(ids(store, KeyQuery.ofWorkspace("nobody"))).isEmpty();
        assertThat(ids(store, KeyQuery.ofAll().withEnvironment("staging"))).containsExactly("k2");
        assertThat(ids(store, KeyQuery.ofAll().withNamePrefix("deploy"))).containsExactly("k1", "k2");
        assertThat(ids(store, KeyQuery.ofAll().withNamePrefix("de%"))).containsExactly("k4");
        assertThat(ids(store, KeyQuery.ofAll().withNamePrefix("d_"))).containsExactly("k5");
        assertThat(ids(store, KeyQuery.ofAll().withNamePrefix("\\"))).isEmpty();
        KeyQuery all = KeyQuery.ofWorkspace("acme")
                .withEnvironment("live")
                .withNamePrefix("deploy")
                .withStatus(KeyStatus.ACTIVE, NOW)
                .withLimit(5);
        assertThat(ids(store, all)).containsExactly("k1");
    }

    /** Databases compare text by collations, and patterns by wildcards. A store compares as Java does. */
    @Test
    void namesAreFoundByEachOfTheirStarts() throws Exception {
        long seed = System.nanoTime();
        List<String> names = SampleTexts.names(seed);
        ApiKeyStore store = storeWith();
        store.write(IntStream.range(0, names.size())
                .<StoreWrite>mapToObj(i -> new StoreWrite.InsertKey(
                        key("k" + i, "acme", NOW.plusSeconds(i), ApiKeySettings.named(names.get(i)))))
                .toList());
        for (String prefix : SampleTexts.prefixes(names)) {
            assertThat(store.list(KeyQuery.ofAll().withNamePrefix(prefix)))
                    .as("prefix \"%s\", seed %d", prefix, seed)
                    .extracting(key -> key.settings().name())
                    .isEqualTo(names.stream()
                            .filter(name -> SampleTexts.startsWith(name, prefix))
                            .toList());
        }
    }

    @Test
    void ownersAreComparedExactly() throws Exception {
        long seed = System.nanoTime();
        List<String> owners =
                SampleTexts.names(seed).stream().map(String::strip).distinct().toList();
        ApiKeyStore store = storeWith();
        store.write(IntStream.range(0, owners.size())
                .<StoreWrite>mapToObj(i -> new StoreWrite.InsertKey(
                        key("k" + i, "acme", NOW, ApiKeySettings.named("ci").withOwner(owners.get(i)))))
                .toList());
        for (String owner : withNeighbors(owners)) {
            assertThat(store.list(KeyQuery.ofAll().withOwner(owner)))
                    .as("owner \"%s\", seed %d", owner, seed)
                    .extracting(key -> key.settings().owner())
                    .isEqualTo(owners.contains(owner) ? List.of(owner) : List.of());
        }
    }

    @Test
    void tagsAreComparedExactly() throws Exception {
        List<String> tags = List.of("a", "a_b", "a-b", "axb", "a.b", "a/b", "a:b", "b", "team", "team:eu", "team:eu-1");
        ApiKeyStore store = storeWith();
        for (String tag : tags) {
            store.insert(key(
                    "k" + tags.indexOf(tag),
                    "acme",
                    NOW,
                    ApiKeySettings.named(tag).withTags(tag, "all")));
        }
        for (String tag : Stream.concat(tags.stream(), Stream.of("al", "l", "a_", "a__", "a--b", "tea", "eu", "team:"))
                .toList()) {
            assertThat(store.list(KeyQuery.ofAll().withTag(tag)))
                    .as(tag)
                    .extracting(key -> key.settings().name())
                    .isEqualTo(tags.contains(tag) ? List.of(tag) : List.of());
        }
        assertThat(store.list(KeyQuery.ofAll().withTag("all"))).hasSize(tags.size());
    }

    @Test
    void workspacesAndEnvironmentsAreComparedExactly() throws Exception {
        List<String> spaces = List.of("a_b", "a-b", "a.b", "axb", "A_b", "a_b_", "a");
        ApiKeyStore store = newStore();
        for (String space : spaces) {
            store.insert(WorkspaceRecord.of(space, "pro"));
            store.insert(key("k" + spaces.indexOf(space), space, NOW, ApiKeySettings.named(space)));
        }
        for (String space : withNeighbors(spaces)) {
            List<String> expected = spaces.contains(space) ? List.of(space) : List.of();
            assertThat(store.list(KeyQuery.ofWorkspace(space)))
                    .as(space)
                    .extracting(ApiKeyRecord::workspace)
                    .isEqualTo(expected);
            assertThat(store.findWorkspace(space).stream().map(WorkspaceRecord::id))
                    .as(space)
                    .isEqualTo(expected);
        }
        assertThat(store.list(KeyQuery.ofAll().withEnvironment("live"))).hasSize(spaces.size());
        for (String other : List.of("liv", "live2", "lives")) {
            assertThat(store.list(KeyQuery.ofAll().withEnvironment(other)))
                    .as(other)
                    .isEmpty();
        }
    }

    private static List<String> withNeighbors(List<String> texts) {
        return texts.stream()
                .flatMap(text -> Stream.concat(Stream.of(text), SampleTexts.neighbors(text)))
                .distinct()
                .toList();
    }

    @Test
    void keyIdsAreComparedExactly() throws Exception {
        List<String> ids = List.of("a_b", "a-b", "axb", "A_b", "a_b_", "a");
        ApiKeyStore store = storeWith();
        for (String id : ids) {
            store.insert(key(id));
            store.touch(Map.of(new KeyId(id), new LastUse(NOW.plusSeconds(ids.indexOf(id)), null)));
        }
        for (String id : List.of("a_", "a__", "a_B", "_", "-", "aab")) {
            assertThat(store.find(new KeyId(id))).as(id).isEmpty();
            assertThat(store.lastUses(List.of(new KeyId(id)))).as(id).isEmpty();
            assertThat(store.write(List.of(new StoreWrite.DeleteKey(new KeyId(id), 1))))
                    .as(id)
                    .isFalse();
        }
        for (String id : ids) {
            LastUse use = new LastUse(NOW.plusSeconds(ids.indexOf(id)), null);
            assertThat(store.find(new KeyId(id)).orElseThrow().key()).isEqualTo(key(id));
            assertThat(store.lastUses(List.of(new KeyId(id)))).containsOnly(Map.entry(new KeyId(id), use));
        }
    }

    @Test
    void keysAreFoundByWhereTheyStandAtATime() throws Exception {
        ApiKeySettings ending = ApiKeySettings.named("ending").withExpiry(NOW.plusSeconds(10));
        ApiKeyRecord expiring = key("expiring", "acme", NOW, ending);
        ApiKeyRecord retiring = key("retiring").replacedBy(new KeyId("new"), NOW.plusSeconds(5), false);
        ApiKeyRecord both = key("both", "acme", NOW, ending).replacedBy(new KeyId("new"), NOW.plusSeconds(99), false);
        ApiKeyStore store = storeWith(
                key("active"),
                expiring,
                key("disabled", "acme", NOW, ending).withDisabled(true),
                key("revoked", "acme", NOW, ending).revoked("x"),
                retiring,
                both);
        Instant at = NOW.plusSeconds(10);
        Instant before = at.minusNanos(1_000);
        KeyQuery keys = KeyQuery.ofAll();
        assertThat(ids(store, keys.withStatus(KeyStatus.ACTIVE, before))).containsExactly("active", "both", "expiring");
        assertThat(ids(store, keys.withStatus(KeyStatus.EXPIRED, before))).containsExactly("retiring");
        assertThat(ids(store, keys.withStatus(KeyStatus.ACTIVE, at))).containsExactly("active");
        assertThat(ids(store, keys.withStatus(KeyStatus.EXPIRED, at))).containsExactly("both", "expiring", "retiring");
        assertThat(ids(store, keys.withStatus(KeyStatus.DISABLED, at))).containsExactly("disabled");
        assertThat(ids(store, keys.withStatus(KeyStatus.REVOKED, at))).containsExactly("revoked");
    }

    @Test
    void keysAreFoundByWhenTheyEnd() throws Exception {
        ApiKeyStore store = storeWith(
                key("never"),
                key("k1", "acme", NOW, ApiKeySettings.named("1").withExpiry(NOW.plusSeconds(1))),
                key("k2", "acme", NOW, ApiKeySettings.named("2").withExpiry(NOW.plusSeconds(2))),
                key("k3").replacedBy(new KeyId("new"), NOW.plusSeconds(3), true));
        KeyQuery keys = KeyQuery.ofAll();
        assertThat(ids(store, keys.endingIn(NOW, NOW.plusSeconds(2)))).containsExactly("k1", "k2");
        assertThat(ids(store, keys.endingIn(NOW.plusSeconds(1), NOW.plusSeconds(9))))
                .containsExactly("k2", "k3");
        assertThat(ids(store, keys.endingIn(NOW.plusSeconds(3), NOW.plusSeconds(9))))
                .isEmpty();
    }

    @Test
    void schemesAreThoseOfKeysThatAreNotRevoked() throws Exception {
        ApiKeyRecord peppered = withHash("k2", "$hmac-sha256$v=12$" + SampleRecords.DIGEST);
        ApiKeyRecord retired =
                withHash("k3", "$hmac-sha256$v=11$" + SampleRecords.DIGEST).revoked("x");
        ApiKeyStore store = storeWith(KEY, key("k4"), peppered, retired, withHash("k5", "$argon3$x"));
        assertThat(store.hashSchemes()).containsExactlyInAnyOrder("sha256", "hmac-sha256$v=12", "unknown");
    }

    private static ApiKeyRecord withHash(String id, String hash) {
        ApiKeyRecord key = key(id);
        return new ApiKeyRecord(
                key.id(),
                1,
                key.workspace(),
                key.environment(),
                SecretHash.parse(hash),
                key.status(),
                key.settings(),
                key.createdAt(),
                key.createdBy(),
                null,
                key.lineage());
    }

    @Test
    void theLaterUseStaysAndNothingElseIsTouched() throws Exception {
        ApiKeyStore store = storeWith(KEY, key("k2"));
        ApiKeyRecord revoked = KEY.revoked("leaked");
        store.replace(revoked);
        List<StoreChange> told = new ArrayList<>();
        store.onChange(told::add);
        LastUse later = new LastUse(NOW.plusSeconds(5), IpAddress.parse("2001:db8::7"));
        store.touch(Map.of(KEY.id(), later, new KeyId("nobody"), later));
        store.touch(Map.of(KEY.id(), new LastUse(NOW, IpAddress.parse("192.0.2.1"))));
        store.touch(Map.of(new KeyId("k2"), new LastUse(NOW, null)));
        assertThat(store.lastUses(List.of(KEY.id(), new KeyId("k2"), new KeyId("nobody"))))
                .containsOnly(Map.entry(KEY.id(), later), Map.entry(new KeyId("k2"), new LastUse(NOW, null)));
        assertThat(store.find(KEY.id()).orElseThrow().key()).isEqualTo(revoked);
        assertThat(store.replace(revoked.withSettings(ApiKeySettings.named("x"))))
                .isTrue();
        assertThat(store.lastUses(List.of(KEY.id()))).containsEntry(KEY.id(), later);
        assertThat(told).containsExactly(new StoreChange.OfKey(KEY.id()));
    }

    @Test
    void manyUsesAreKeptAtOnce() throws Exception {
        ApiKeyStore store = storeWith();
        List<KeyId> ids =
                IntStream.range(0, 1_500).mapToObj(i -> new KeyId("k" + i)).toList();
        store.write(ids.stream()
                .<StoreWrite>map(id -> new StoreWrite.InsertKey(key(id.value())))
                .toList());
        LastUse use = new LastUse(NOW, IpAddress.parse("192.0.2.1"));
        store.touch(ids.stream().collect(Collectors.toMap(id -> id, id -> use)));
        assertThat(store.lastUses(ids)).hasSize(ids.size()).containsValue(use);
    }

    @Test
    void listsAreSnapshotsThatNobodyChanges() throws Exception {
        ApiKeyStore store = storeWith();
        List<ApiKeyRecord> before = store.list(KeyQuery.ofAll());
        store.insert(KEY);
        assertThat(before).isEmpty();
        assertThat(store.list(KeyQuery.ofAll())).isUnmodifiable();
        assertThat(store.workspaces()).isUnmodifiable();
    }

    @Test
    void listenersAreToldOfEachChangeAfterReadersSeeItAndBeforeItReturns() throws Exception {
        ApiKeyStore store = newStore();
        List<String> told = new ArrayList<>();
        store.onChange(change -> told.add(change + " sees "
                + store.workspaces().stream().map(WorkspaceRecord::version).toList()
                + store.list(KeyQuery.ofAll()).stream()
                        .map(ApiKeyRecord::version)
                        .toList()));
        store.insert(ACME);
        store.insert(KEY);
        store.replace(KEY.revoked("leaked"));
        store.replace(ACME.withSuspended(true).next());
        store.write(List.of(new StoreWrite.DeleteKey(KEY.id(), 2), new StoreWrite.InsertKey(key("k2"))));
        assertThat(told)
                .containsExactly(
                        "OfWorkspace[id=acme] sees [1][]",
                        "OfKey[id=k1] sees [1][1]",
                        "OfKey[id=k1] sees [1][2]",
                        "OfWorkspace[id=acme] sees [2][2]",
                        "OfKey[id=k1] sees [2][1]",
                        "OfKey[id=k2] sees [2][1]");
    }

    @Test
    void nobodyIsToldOfWhatWasRefused() throws Exception {
        ApiKeyStore store = storeWith(KEY);
        List<StoreChange> told = new ArrayList<>();
        store.onChange(told::add);
        assertThatThrownBy(() -> store.insert(KEY)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.insert(ACME)).isInstanceOf(IllegalStateException.class);
        store.replace(KEY);
        store.replace(ACME);
        store.write(List.of(new StoreWrite.DeleteKey(KEY.id(), 9)));
        assertThat(told).isEmpty();
    }

    @Test
    void listenerThatFailsKeepsNobodyElseFromAChange() throws Exception {
        ApiKeyStore store = storeWith();
        List<StoreChange> heard = new ArrayList<>();
        store.onChange(change -> {
            throw new IllegalStateException("broken");
        });
        store.onChange(heard::add);
        WorkspaceRecord next = ACME.withSuspended(true).next();
        assertThatThrownBy(() -> store.replace(next)).hasMessage("broken");
        assertThat(heard).containsExactly(new StoreChange.OfWorkspace("acme"));
        assertThat(store.findWorkspace("acme")).contains(next);
    }

    private static StoreFacts factsOf(String brand, String... peppers) {
        SortedMap<Integer, String> checks = new TreeMap<>();
        for (String pepper : peppers) {
            checks.put(checks.size() + 1, pepper);
        }
        return new StoreFacts(brand, checks, peppers.length == 0 ? null : Plans.standard());
    }

    @Test
    void factsAreReplacedOnlyIfTheyAreAsExpected() throws Exception {
        ApiKeyStore store = newStore();
        StoreFacts first = factsOf("pk");
        StoreFacts second = factsOf("pk", "0123456789abcdef", "fedcba9876543210");
        assertThat(store.facts()).isEmpty();
        assertThat(store.replaceFacts(null, first)).isTrue();
        assumeTrue(store.facts().isPresent(), "the store keeps no facts, as by default");
        assertThat(store.facts()).contains(first);
        assertThat(store.replaceFacts(null, second)).isFalse();
        assertThat(store.replaceFacts(second, first)).isFalse();
        assertThat(store.facts()).contains(first);
        assertThat(store.replaceFacts(first, second)).isTrue();
        assertThat(store.facts()).contains(second);
        assertThat(store.replaceFacts(second, null)).isTrue();
        assertThat(store.facts()).isEmpty();
        assertThat(store.replaceFacts(first, second)).isFalse();
    }

    @Test
    void ofTwoNodesThatRecordDifferentFactsAtOnceOneWins() throws Exception {
        ApiKeyStore store = newStore();
        AtomicInteger won = new AtomicInteger();
        List<Thread> nodes = IntStream.range(0, 4)
                .mapToObj(node -> new Thread(() -> {
                    if (store.replaceFacts(null, factsOf("node" + node))) {
                        won.incrementAndGet();
                    }
                }))
                .toList();
        nodes.forEach(Thread::start);
        for (Thread node : nodes) {
            node.join();
        }
        assumeTrue(store.facts().isPresent(), "the store keeps no facts, as by default");
        assertThat(won).hasValue(1);
    }

    @Test
    void ofTwoWritersAtOnceOneWinsEachVersion() throws Exception {
        ApiKeyStore store = storeWith(KEY);
        AtomicInteger won = new AtomicInteger();
        List<Thread> writers = IntStream.range(0, 4)
                .mapToObj(writer -> new Thread(() -> {
                    for (int round = 0; round < 25; round++) {
                        ApiKeyRecord now = store.find(KEY.id()).orElseThrow().key();
                        if (store.replace(now.withSettings(ApiKeySettings.named("writer " + writer)))) {
                            won.incrementAndGet();
                        }
                    }
                }))
                .toList();
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(won).hasPositiveValue();
        assertThat(store.find(KEY.id()).orElseThrow().key().version()).isEqualTo(1L + won.get());
    }
}
