package io.keystile.admin;

import static io.keystile.admin.Administration.ADMIN;
import static io.keystile.admin.Administration.FORMAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.keystile.ManualTime;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyPolicy;
import io.keystile.model.KeyStatus;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import io.keystile.store.RecordsDocument;
import io.keystile.store.StoreWrite;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The policies of plans, at each way in which a key comes to be or changes. */
class PolicyTest {
    private static final Duration MONTH = Duration.ofDays(30);
    private static final ApiKeySettings CI = ApiKeySettings.named("ci");
    private static final KeyPolicy MUST_EXPIRE = KeyPolicy.NONE.withExpiryRequired();
    private static final KeyPolicy LIVES_A_MONTH = KeyPolicy.NONE.withLongestLife(MONTH);

    private final ManualTime time = new ManualTime();
    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    private final SeededRandom random = new SeededRandom(5);
    private final Instant start = time.instant();

    private static Plans plans(KeyPolicy policy) {
        return Plans.of(
                Plan.of("free", RateLimit.perMinute(1)).withPolicy(policy), Plan.of("open", RateLimit.perMinute(1)));
    }

    private ApiKeys keys(KeyPolicy policy) {
        ApiKeys keys = new ApiKeys(store, FORMAT, SecretHasher.sha256(), plans(policy), time, random);
        if (store.findWorkspace("acme").isEmpty()) {
            keys.createWorkspace(ADMIN, WorkspaceRecord.of("acme", "free"));
        }
        return keys;
    }

    private static ApiKeyRecord issue(ApiKeys keys, ApiKeySettings settings) {
        return keys.issue(ADMIN, "acme", "live", settings).record();
    }

    private static ApiKeyRecord rotate(ApiKeys keys, ApiKeyRecord key) {
        return keys.rotate(ADMIN, key.id(), Overlap.of(MONTH)).orElseThrow().record();
    }

    private static ApiKeyRecord update(ApiKeys keys, ApiKeyRecord key, ApiKeySettings settings) {
        return keys.update(ADMIN, keys.unrestricted().find(key.id()).orElseThrow(), settings);
    }

    private void assertNotAllowed(String reason, Callable<?> action) {
        assertThatIllegalArgumentException()
                .isThrownBy(action::call)
                .withMessageContaining("Plan \"free\" does not allow ")
                .withMessageContaining(reason);
    }

    @Test
    void aKeyMustExpireInTime() {
        ApiKeys keys = keys(LIVES_A_MONTH);
        assertNotAllowed("it never expires; set an expiry, at the latest", () -> issue(keys, CI));
        Instant latest = start.plus(MONTH);
        assertNotAllowed("may at the latest at " + latest, () -> issue(keys, CI.withExpiry(latest.plusMillis(1))));
        assertNotAllowed(
                "it never expires", () -> keys.createWorkspace(ADMIN, WorkspaceRecord.of("new", "free"), "live", CI));
        assertThat(store.list(KeyQuery.ofAll())).isEmpty();

        ApiKeyRecord key = issue(keys, CI.withExpiry(latest));
        time.advance(Duration.ofDays(1));
        assertNotAllowed("may at the latest", () -> update(keys, key, CI.withExpiry(latest.plusMillis(1))));
        assertNotAllowed("it never expires", () -> update(keys, key, CI));
        assertThat(update(keys, key, CI.withExpiry(latest.minusMillis(1))).endsAt())
                .isEqualTo(latest.minusMillis(1));
    }

    @Test
    void anotherPlanHasNoSuchPolicy() {
        ApiKeys keys = keys(LIVES_A_MONTH);
        ApiKeyRecord key = issue(keys, CI.withPlan("open"));
        assertNotAllowed("it never expires", () -> update(keys, key, CI));
        update(keys, key, CI.withPlan("open").withName("renamed"));
    }

    @Test
    void whatAKeyHadBeforeThePolicyMayStay() {
        ApiKeyRecord old = issue(keys(KeyPolicy.NONE), CI);
        ApiKeys keys = keys(LIVES_A_MONTH.withEnvironments("dev").withMostLiveKeys(1));
        update(keys, old, CI.withName("renamed"));
        assertNotAllowed("at the latest", () -> update(keys, old, CI.withExpiry(start.plus(MONTH.multipliedBy(2)))));
        update(keys, old, CI.withExpiry(start.plus(MONTH)));
    }

    @Test
    void aRotationGivesTheSuccessorTheLongestLife() {
        ApiKeyRecord old = issue(keys(KeyPolicy.NONE), CI);
        ApiKeys keys = keys(LIVES_A_MONTH.withEnvironments("dev").withMostLiveKeys(1));
        time.advance(Duration.ofDays(3));

        ApiKeyRecord successor = rotate(keys, old);

        assertThat(successor.settings()).isEqualTo(CI.withExpiry(time.instant().plus(MONTH)));
        time.advance(Duration.ofDays(3));
        assertThat(rotate(keys, successor).settings()).isEqualTo(successor.settings());
    }

    @Test
    void withoutALongestLifeASuccessorLivesForAYear() {
        ApiKeyRecord old = issue(keys(KeyPolicy.NONE), CI);
        ApiKeyRecord far = issue(keys(KeyPolicy.NONE), CI.withExpiry(start.plus(Duration.ofDays(4000))));
        ApiKeys keys = keys(MUST_EXPIRE);
        assertThat(rotate(keys, old).endsAt()).isEqualTo(start.plus(Duration.ofDays(366)));
        assertThat(rotate(keys, far).settings()).isEqualTo(far.settings());
    }

    @Test
    void keysAreIssuedForCertainEnvironmentsOnly() {
        ApiKeys keys = keys(KeyPolicy.NONE.withEnvironments("dev", "staging"));
        assertNotAllowed("it is for live, and keys are for dev, staging only", () -> issue(keys, CI));
        keys.issue(ADMIN, "acme", "dev", CI);
    }

    @Test
    void aWorkspaceHasTheMostLiveKeys() {
        ApiKeys keys = keys(KeyPolicy.NONE.withMostLiveKeys(2));
        ApiKeyRecord first = issue(keys, CI);
        ApiKeyRecord second = issue(keys, CI.withExpiry(start.plusSeconds(60)));
        keys.disable(ADMIN, first.id());
        assertFull(keys);
        issue(keys, CI.withPlan("open"));
        keys.createWorkspace(ADMIN, WorkspaceRecord.of("zeta", "free"), "live", CI);

        time.advance(Duration.ofMinutes(1));
        ApiKeyRecord third = issue(keys, CI);
        assertFull(keys);
        assertThatIllegalStateException()
                .isThrownBy(() -> update(keys, second, CI))
                .withMessageContaining("2 live keys on plan \"free\", and would have 3");
        keys.revoke(ADMIN, third.id(), "x");
        update(keys, second, CI);
        assertFull(keys);
    }

    private static void assertFull(ApiKeys keys) {
        assertThatIllegalStateException()
                .isThrownBy(() -> issue(keys, CI))
                .withMessageContaining("may have 2 live keys on plan \"free\", and would have 3");
    }

    @Test
    void changingThePlanOfAKeyNeedsRoom() {
        ApiKeys keys = keys(KeyPolicy.NONE.withMostLiveKeys(1));
        issue(keys, CI);
        ApiKeyRecord other = issue(keys, CI.withPlan("open"));
        assertThatIllegalStateException()
                .isThrownBy(() -> update(keys, other, CI))
                .withMessageContaining("would have 2");
    }

    @Test
    void aKeyIsRotatedAlsoAtTheCap() {
        ApiKeys keys = keys(KeyPolicy.NONE.withMostLiveKeys(1));
        ApiKeyRecord first = issue(keys, CI);
        ApiKeyRecord second = rotate(keys, first);
        rotate(keys, second);
        assertThatIllegalStateException().isThrownBy(() -> issue(keys, CI));
    }

    @Test
    void manyRotationsLeaveTwoLiveKeysAtACapOfOne() {
        ApiKeys keys = keys(KeyPolicy.NONE.withMostLiveKeys(1));
        List<String> heard = new ArrayList<>();
        keys.onChange(event -> heard.add(((AuditEvent.OfKey) event).action() + " by " + event.actor()));
        Overlap year = Overlap.of(Duration.ofDays(366));
        ApiKeyRecord newest = issue(keys, CI);
        for (int i = 0; i < 20; i++) {
            heard.clear();
            newest = keys.rotate(ADMIN, newest.id(), year).orElseThrow().record();
        }
        assertThat(store.list(KeyQuery.ofAll().withStatus(KeyStatus.ACTIVE, time.instant())))
                .extracting(ApiKeyRecord::id)
                .containsExactlyInAnyOrder(newest.id(), newest.lineage().predecessor());
        assertThat(heard).containsExactly("ISSUED by Ada", "REPLACED by Ada", "RETIRED by Ada");
    }

    @Test
    void withoutACapARotationEndsNoEarlierOverlap() {
        ApiKeys keys = keys(KeyPolicy.NONE);
        ApiKeyRecord first = issue(keys, CI);
        rotate(keys, rotate(keys, first));
        assertThat(statusOf(first.id())).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void keysOfAChainFromBeforeTheCapAreCounted() {
        ApiKeys free = keys(KeyPolicy.NONE);
        rotate(free, rotate(free, issue(free, CI)));
        assertFull(keys(KeyPolicy.NONE.withMostLiveKeys(2)));
    }

    @Test
    void aKeyThatIsIssuedMeanwhileIsCounted() {
        ApiKeys plain = keys(KeyPolicy.NONE.withMostLiveKeys(1));
        ForwardingApiKeyStore slow = new ForwardingApiKeyStore() {
            private boolean first = true;

            @Override
            protected InMemoryApiKeyStore delegate() {
                return store;
            }

            @Override
            public boolean write(List<StoreWrite> writes) {
                if (first) {
                    first = false;
                    issue(plain, CI);
                }
                return super.write(writes);
            }
        };
        ApiKeys late = new ApiKeys(
                slow,
                FORMAT,
                SecretHasher.sha256(),
                plans(KeyPolicy.NONE.withMostLiveKeys(1)),
                time,
                new SeededRandom(6));

        assertThatIllegalStateException().isThrownBy(() -> issue(late, CI));
        assertThat(store.list(KeyQuery.ofAll())).hasSize(1);
    }

    @Test
    @Timeout(60)
    void theCapHoldsUnderConcurrentIssuing() throws Exception {
        int most = 5;
        int threads = 4;
        ApiKeys keys = keys(KeyPolicy.NONE.withMostLiveKeys(most));
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier together = new CyclicBarrier(threads);
            List<Future<Integer>> issued = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                ApiKeys own =
                        new ApiKeys(store, FORMAT, SecretHasher.sha256(), plans(KeyPolicy.NONE.withMostLiveKeys(most)));
                issued.add(pool.submit(() -> {
                    together.await();
                    int granted = 0;
                    for (int n = 0; n < 10; n++) {
                        granted += tryIssue(own) ? 1 : 0;
                    }
                    return granted;
                }));
            }
            int sum = 0;
            for (Future<Integer> each : issued) {
                sum += each.get();
            }
            assertThat(sum).isEqualTo(most);
            assertThat(keys.unrestricted().list(KeyQuery.ofAll())).hasSize(most);
        } finally {
            pool.shutdownNow();
        }
    }

    private static boolean tryIssue(ApiKeys keys) {
        try {
            issue(keys, CI);
            return true;
        } catch (IllegalStateException full) {
            return false;
        }
    }

    private RecordsDocument document(String id, @Nullable Instant expiresAt, KeyStatus status) {
        String expiry = expiresAt == null ? "" : "\"expiresAt\": \"" + expiresAt + "\", ";
        return RecordsDocument.parse("""
                {"format": 1,
                 "workspaces": [
                  {"id": "acme", "version": 1, "plan": "free", "suspended": false, "ceiling": ["*"]}],
                 "keys": [
                  {"id": "%s", "version": 1, "workspace": "acme", "environment": "live", "status": "%s",
                   "createdAt": "%s", "createdBy": "x", "name": "n", "permissions": [], %s
                   "hash": "$sha256$47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"}]}
                """.formatted(id, status, start, expiry).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anImportFollowsThePolicy() {
        ApiKeys keys = keys(LIVES_A_MONTH.withMostLiveKeys(1));
        assertNotAllowed(
                "key unbounded: it never expires",
                () -> keys.importRecords(ADMIN, document("unbounded", null, KeyStatus.ACTIVE)));
        keys.importRecords(ADMIN, document("revoked", null, KeyStatus.REVOKED));
        keys.importRecords(ADMIN, document("short", start.plus(MONTH), KeyStatus.ACTIVE));
        assertThatIllegalStateException()
                .isThrownBy(() -> keys.importRecords(ADMIN, document("second", start.plus(MONTH), KeyStatus.ACTIVE)))
                .withMessageContaining("would have 2");
        assertThat(keys.importRecords(ADMIN, document("short", start.plus(MONTH), KeyStatus.ACTIVE)))
                .isEqualTo(new ImportResult(0, 0, 1));
        assertThatIllegalStateException().isThrownBy(() -> issue(keys, CI.withExpiry(start.plus(MONTH))));
    }

    private void use(ApiKeyRecord key) {
        store.touch(Map.of(key.id(), new LastUse(time.instant(), null)));
    }

    @Test
    void aKeyEndsWhenItWasNotUsedForTheLongestIdleTime() {
        ApiKeys keys = keys(KeyPolicy.NONE.withLongestIdle(MONTH));
        List<String> heard = new ArrayList<>();
        keys.onChange(event -> heard.add(((AuditEvent.OfKey) event).action() + " by " + event.actor()));
        ApiKeyRecord idle = issue(keys, CI);
        ApiKeyRecord used = issue(keys, CI);
        ApiKeyRecord onOpenPlan = issue(keys, CI.withPlan("open"));
        heard.clear();
        use(idle);
        use(onOpenPlan);
        store.touch(Map.of(used.id(), new LastUse(start.plusSeconds(1), null)));

        time.advance(MONTH.minusSeconds(1));
        keys.endIdleKeys();
        assertThat(heard).isEmpty();

        time.advance(Duration.ofSeconds(1));
        keys.endIdleKeys();
        keys.endIdleKeys();

        assertThat(statusOf(idle.id())).isEqualTo(KeyStatus.EXPIRED);
        assertThat(statusOf(used.id())).isEqualTo(KeyStatus.ACTIVE);
        assertThat(statusOf(onOpenPlan.id())).isEqualTo(KeyStatus.ACTIVE);
        assertThat(heard).containsExactly("ENDED by policy of longest idle time");
    }

    @Test
    void aKeyWithoutARecordedUseIsNotIdle() {
        ApiKeys keys = keys(KeyPolicy.NONE.withLongestIdle(MONTH));
        ApiKeyRecord issued = issue(keys, CI);
        time.advance(MONTH.multipliedBy(12));
        keys.importRecords(ADMIN, document("imported", null, KeyStatus.ACTIVE));
        keys.endIdleKeys();
        assertThat(statusOf(issued.id())).isEqualTo(KeyStatus.ACTIVE);
        assertThat(statusOf(new KeyId("imported"))).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void anIdleKeyWorksAgainUntilTheExpiryThatAnAdministratorSets() {
        ApiKeys keys = keys(KeyPolicy.NONE.withLongestIdle(MONTH));
        ApiKeyRecord key = issue(keys, CI);
        use(key);
        time.advance(MONTH);
        keys.endIdleKeys();
        Instant end = time.instant().plus(MONTH);
        assertIdle(() -> update(keys, key, CI));
        assertIdle(() -> update(keys, key, CI.withExpiry(end.plusMillis(1))));

        update(keys, key, CI.withExpiry(end));
        for (int day = 1; day < MONTH.toDays(); day++) {
            time.advance(Duration.ofDays(1));
            keys.endIdleKeys();
            assertThat(keys.unrestricted().find(key.id()).orElseThrow().endsAt())
                    .isEqualTo(end);
        }
        use(key);
        update(keys, key, CI);
        keys.endIdleKeys();
        assertThat(statusOf(key.id())).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void aKeyThatWasDisabledForLongIsEnabledWithAnExpiry() {
        ApiKeys keys = keys(KeyPolicy.NONE.withLongestIdle(MONTH));
        ApiKeyRecord key = issue(keys, CI);
        use(key);
        keys.disable(ADMIN, key.id());
        time.advance(MONTH.plusDays(1));
        assertIdle(() -> keys.enable(ADMIN, key.id()));
        assertThat(statusOf(key.id())).isEqualTo(KeyStatus.DISABLED);

        update(keys, key, CI.withExpiry(time.instant().plus(MONTH)));
        keys.enable(ADMIN, key.id());
        keys.endIdleKeys();

        assertThat(statusOf(key.id())).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void aKeyOfASuspendedWorkspaceDoesNotEndAsIdle() {
        ApiKeys keys = keys(KeyPolicy.NONE.withLongestIdle(MONTH));
        ApiKeyRecord key = issue(keys, CI);
        use(key);
        keys.suspendWorkspace(ADMIN, "acme");
        time.advance(MONTH);
        keys.endIdleKeys();
        assertThat(statusOf(key.id())).isEqualTo(KeyStatus.ACTIVE);

        keys.resumeWorkspace(ADMIN, "acme");
        keys.endIdleKeys();
        assertThat(statusOf(key.id())).isEqualTo(KeyStatus.EXPIRED);
    }

    private void assertIdle(Callable<?> action) {
        assertThatIllegalStateException()
                .isThrownBy(action::call)
                .withMessageContaining("has not been used for 30 days; first let it expire by "
                        + time.instant().plus(MONTH));
    }

    @Test
    void anIdleKeyThatIsUpdatedMeanwhileIsNotEndedAndUsesAreReadPageByPage() {
        ApiKeys plain = keys(KeyPolicy.NONE.withLongestIdle(MONTH));
        ApiKeyRecord updated = issue(plain, CI);
        ApiKeyRecord other = issue(plain, CI);
        use(updated);
        use(other);
        time.advance(MONTH);
        Instant end = time.instant().plus(Duration.ofDays(1));
        List<Integer> reads = new ArrayList<>();
        ForwardingApiKeyStore slow = new ForwardingApiKeyStore() {
            @Override
            protected InMemoryApiKeyStore delegate() {
                return store;
            }

            @Override
            public Map<KeyId, LastUse> lastUses(Collection<KeyId> ids) {
                reads.add(ids.size());
                update(plain, updated, CI.withExpiry(end));
                return super.lastUses(ids);
            }
        };

        new ApiKeys(
                        slow,
                        FORMAT,
                        SecretHasher.sha256(),
                        plans(KeyPolicy.NONE.withLongestIdle(MONTH)),
                        time,
                        new SeededRandom(6))
                .endIdleKeys();

        assertThat(plain.unrestricted().find(updated.id()).orElseThrow().endsAt())
                .isEqualTo(end);
        assertThat(statusOf(other.id())).isEqualTo(KeyStatus.EXPIRED);
        assertThat(reads).containsExactly(2);
    }

    private KeyStatus statusOf(KeyId id) {
        return store.find(id).orElseThrow().key().statusAt(time.instant());
    }

    @Test
    void aDryRunListsTheKeysThatWouldBreak() {
        ApiKeys keys = keys(KeyPolicy.NONE);
        ApiKeyRecord endless = issue(keys, CI);
        time.advance(Duration.ofMinutes(1));
        ApiKeyRecord shortLived = issue(keys, CI.withExpiry(start.plus(MONTH)));
        ApiKeyRecord revoked = issue(keys, CI);
        keys.revoke(ADMIN, revoked.id(), "x");
        use(endless);
        use(shortLived);
        time.advance(Duration.ofDays(8));
        List<String> breaches = new ArrayList<>();

        keys.unrestricted()
                .forEachBreach(
                        plans(LIVES_A_MONTH
                                .withMostLiveKeys(1)
                                .withEnvironments("dev")
                                .withLongestIdle(Duration.ofDays(7))),
                        breach -> breaches.add(breach.key().id() + " " + breach.plan() + ": "
                                + breach.reason().replaceFirst(";.*", "")));

        assertThat(breaches)
                .containsExactlyInAnyOrder(
                        endless.id() + " free: it is for live, and keys are for dev only",
                        endless.id() + " free: it never expires",
                        endless.id() + " free: it has not been used for 7 days",
                        shortLived.id() + " free: it is for live, and keys are for dev only",
                        shortLived.id() + " free: it has not been used for 7 days",
                        shortLived.id() + " free: the workspace has more than 1 live keys on this plan");
        List<PolicyBreach> none = new ArrayList<>();
        keys.unrestricted().forEachBreach(plans(KeyPolicy.NONE), none::add);
        keys.seenBy(Actor.member("eve", "zeta", PermissionSet.NONE)).forEachBreach(plans(LIVES_A_MONTH), none::add);
        assertThat(none).isEmpty();
    }
}
