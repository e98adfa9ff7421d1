package io.keystile.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.AuditEntry;
import io.keystile.model.AuditEntry.FieldChange;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.AuditChain;
import io.keystile.store.AuditQuery;
import io.keystile.store.AuditStore;
import io.keystile.store.AuditVerification;
import io.keystile.store.ChainedEntry;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The contract of every store that keeps audit entries: of an {@link ApiKeyStore} that stores them with its changes,
 * and of an {@link AuditStore} beside another store. A store's test extends this class and supplies empty stores:
 *
 * <pre>{@code
 * class MyAuditStoreTest extends AuditStoreContract {
 *     @Override
 *     protected ApiKeyStore newStore() {
 *         return new MyAuditStore(anEmptyDatabase()).beside(new InMemoryApiKeyStore());
 *     }
 * }
 * }</pre>
 *
 * <p>The contract does not cover failures and changes by hand: test separately that no failure leaves a change without
 * its entry, and that {@link AuditStore#verify} notices an entry that was changed in the store.
 */
public abstract class AuditStoreContract {
    private static final Instant NOW = Instant.parse("2030-01-07T10:00:00Z");
    private static final KeyId ONE = new KeyId("one");
    private static final KeyId TWO = new KeyId("two");
    private static final int ALL = Integer.MAX_VALUE;

    /** Creates the contract. */
    protected AuditStoreContract() {}

    /** Returns an empty store that keeps audit entries. A test may call this more than once. */
    protected abstract ApiKeyStore newStore() throws Exception;

    private AuditStore newAudit() throws Exception {
        return auditOf(newStore());
    }

    private static AuditStore auditOf(ApiKeyStore store) {
        return store.audit().orElseThrow(() -> new AssertionError("The store keeps no audit entries"));
    }

    private static AuditEntry entry(String workspace, @Nullable KeyId key, long second) {
        return new AuditEntry(NOW.plusSeconds(second), "Ada", "updated", workspace, key, null, List.of());
    }

    private static List<AuditEntry> entries(String workspace, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(second -> entry(workspace, ONE, second))
                .toList();
    }

    private static List<Long> numbers(List<ChainedEntry> entries) {
        return entries.stream().map(ChainedEntry::number).toList();
    }

    private static void assertIntact(AuditStore audit, long entries) {
        AuditVerification verified = audit.verify(List.of());
        assertThat(verified.faults()).isEmpty();
        assertThat(verified.entries()).isEqualTo(entries);
    }

    @Test
    void emptyStoreHasNoEntriesAndIsIntact() throws Exception {
        AuditStore audit = newAudit();
        assertThat(audit.list(AuditQuery.ofAll())).isEmpty();
        assertThat(audit.entriesFrom("acme", 1, 10)).isEmpty();
        assertThat(audit.findChain("acme")).isEmpty();
        assertThat(audit.workspaces()).isEmpty();
        assertThat(audit.deleteBefore(NOW)).isZero();
        assertIntact(audit, 0);
    }

    @Test
    void everyPartOfAnEntryIsKept() throws Exception {
        AuditStore audit = newAudit();
        String longest = "ä".repeat(FieldChange.MAX_LENGTH);
        AuditEntry full = new AuditEntry(
                NOW.plusNanos(123_456_789),
                "a".repeat(99) + "\u00e9",
                "revoked",
                "w".repeat(64),
                new KeyId("k".repeat(40)),
                "r".repeat(198) + "\ud83d\udd11",
                List.of(
                        new FieldChange("name", "old \"quoted\" \\ name", "new 'name'"),
                        new FieldChange("permissions", longest, null),
                        new FieldChange("owner", null, longest),
                        new FieldChange("plan", null, null)));
        AuditEntry bare = new AuditEntry(NOW, "Ada", "suspended", "acme", null, null, List.of());
        audit.append(List.of(full, bare), ALL);
        assertThat(audit.list(AuditQuery.ofAll()))
                .extracting(ChainedEntry::entry)
                .containsExactly(full, bare);
        assertThat(audit.entriesFrom("acme", 1, 10))
                .extracting(ChainedEntry::entry)
                .containsExactly(bare);
        assertIntact(audit, 2);
    }

    @Test
    void eachWorkspaceHasAChainOfItsOwn() throws Exception {
        AuditStore audit = newAudit();
        audit.append(List.of(entry("acme", ONE, 1), entry("zeta", TWO, 2), entry("acme", null, 3)), ALL);
        audit.append(entries("zeta", 1), ALL);
        assertThat(numbers(audit.entriesFrom("acme", 1, 10))).containsExactly(1L, 2L);
        assertThat(numbers(audit.entriesFrom("zeta", 1, 10))).containsExactly(1L, 2L);
        assertThat(audit.workspaces()).containsExactly("acme", "zeta");
        ChainedEntry last = audit.entriesFrom("acme", 2, 1).get(0);
        assertThat(audit.findChain("acme")).contains(new AuditChain("acme", 1, AuditChain.NOTHING, 2, last.hash()));
        assertIntact(audit, 4);
    }

    @Test
    void entriesAreListedNewestFirst() throws Exception {
        AuditStore audit = newAudit();
        audit.append(List.of(entry("acme", ONE, 2), entry("acme", ONE, 1), entry("zeta", TWO, 3)), ALL);
        audit.append(List.of(entry("acme", ONE, 2), entry("zeta", TWO, 2)), ALL);
        assertThat(audit.list(AuditQuery.ofAll()))
                .extracting(each -> each.entry().workspace() + each.number())
                .containsExactly("zeta1", "zeta2", "acme3", "acme1", "acme2");
    }

    @Test
    void entriesAreListedByWorkspaceAndByKey() throws Exception {
        AuditStore audit = newAudit();
        audit.append(
                List.of(
                        entry("acme", ONE, 1),
                        entry("acme", TWO, 2),
                        entry("acme", null, 3),
                        entry("zeta", new KeyId("One"), 4),
                        entry("zeta", ONE, 5)),
                ALL);
        assertThat(audit.list(AuditQuery.ofWorkspace("acme"))).hasSize(3);
        assertThat(audit.list(AuditQuery.ofKey(ONE)))
                .extracting(each -> each.entry().workspace())
                .containsExactly("zeta", "acme");
        assertThat(numbers(audit.list(AuditQuery.ofKey(ONE).withWorkspace("acme"))))
                .containsExactly(1L);
        assertThat(audit.list(AuditQuery.ofKey(new KeyId("ONE")))).isEmpty();
        for (String other : SampleTexts.neighbors("acme")
                .filter(text -> !text.equals("acme"))
                .toList()) {
            assertThat(audit.list(AuditQuery.ofWorkspace(other))).as(other).isEmpty();
            assertThat(audit.entriesFrom(other, 1, 10)).as(other).isEmpty();
            assertThat(audit.findChain(other)).as(other).isEmpty();
        }
    }

    @Test
    void pagesFollowEachOtherWithoutGapsOrRepetitions() throws Exception {
        AuditStore audit = newAudit();
        for (int second : new int[] {5, 3, 5, 1, 5, 5, 2}) {
            audit.append(List.of(entry("acme", ONE, second), entry("zeta", ONE, second)), ALL);
        }
        for (AuditQuery query : List.of(AuditQuery.ofAll(), AuditQuery.ofWorkspace("zeta"), AuditQuery.ofKey(ONE))) {
            List<ChainedEntry> all = audit.list(query);
            for (int limit = 1; limit <= 4; limit++) {
                List<ChainedEntry> paged = new ArrayList<>();
                AuditQuery next = query.withLimit(limit);
                for (List<ChainedEntry> page = audit.list(next); !page.isEmpty(); page = audit.list(next)) {
                    paged.addAll(page);
                    next = next.after(page.get(page.size() - 1));
                }
                assertThat(paged).isEqualTo(all);
            }
        }
        assertThat(audit.list(AuditQuery.ofAll())).hasSize(14);
    }

    @Test
    void onlyTheNewestEntriesOfAWorkspaceAreKept() throws Exception {
        AuditStore audit = newAudit();
        audit.append(entries("zeta", 5), ALL);
        for (int i = 0; i < 7; i++) {
            audit.append(List.of(entry("acme", ONE, i)), 3);
        }
        assertThat(numbers(audit.entriesFrom("acme", 1, 10))).containsExactly(5L, 6L, 7L);
        audit.append(entries("acme", 5), 3);
        assertThat(numbers(audit.entriesFrom("acme", 1, 10))).containsExactly(10L, 11L, 12L);
        assertThat(audit.findChain("acme").orElseThrow())
                .returns(10L, AuditChain::first)
                .returns(12L, AuditChain::last);
        assertIntact(audit, 8);
    }

    @Test
    void oldEntriesAreDeletedAndTheOthersCanStillBeVerified() throws Exception {
        AuditStore audit = newAudit();
        audit.append(entries("acme", 6), ALL);
        audit.append(List.of(entry("zeta", ONE, 1), entry("zeta", ONE, 2)), ALL);
        assertThat(audit.deleteBefore(NOW.plusSeconds(4))).isEqualTo(5);
        assertThat(numbers(audit.entriesFrom("acme", 1, 10))).containsExactly(4L, 5L, 6L);
        assertThat(audit.list(AuditQuery.ofWorkspace("zeta"))).isEmpty();
        assertIntact(audit, 3);
        assertThat(audit.deleteBefore(NOW.plusSeconds(4))).isZero();
        audit.append(List.of(entry("zeta", ONE, 9), entry("acme", ONE, 9)), ALL);
        assertThat(numbers(audit.entriesFrom("zeta", 1, 10))).containsExactly(3L);
        assertIntact(audit, 5);
    }

    /** A node whose clock is behind appends an old entry; those after it stay, so that the chain has no gap. */
    @Test
    void oldEntryAfterAYoungOneIsNotDeleted() throws Exception {
        AuditStore audit = newAudit();
        audit.append(List.of(entry("acme", ONE, 1), entry("acme", ONE, 9), entry("acme", ONE, 2)), ALL);
        assertThat(audit.deleteBefore(NOW.plusSeconds(5))).isEqualTo(1);
        assertThat(numbers(audit.entriesFrom("acme", 1, 10))).containsExactly(2L, 3L);
        assertIntact(audit, 2);
    }

    @Test
    void timeOfDeletionIsExactToTheNanosecond() throws Exception {
        AuditStore audit = newAudit();
        audit.append(entries("acme", 2), ALL);
        assertThat(audit.deleteBefore(NOW.plusSeconds(1))).isZero();
        assertThat(audit.deleteBefore(NOW.plusSeconds(1).plusNanos(1))).isEqualTo(1);
        assertThat(audit.deleteBefore(Instant.MIN)).isZero();
    }

    @Test
    void laterStateContainsTheKnownOne() throws Exception {
        AuditStore audit = newAudit();
        audit.append(entries("acme", 3), ALL);
        List<AuditChain> known = audit.verify(List.of()).chains();
        audit.append(entries("acme", 2), ALL);
        assertThat(audit.verify(known).isIntact()).isTrue();
        audit.deleteBefore(NOW.plusSeconds(3));
        assertThat(audit.verify(known).isIntact()).isTrue();
        AuditChain other = new AuditChain("acme", 1, AuditChain.NOTHING, 4, "f".repeat(64));
        assertThat(audit.verify(List.of(other)).faults()).hasSize(1);
        AuditChain vanished = new AuditChain("zeta", 1, AuditChain.NOTHING, 1, "f".repeat(64));
        assertThat(audit.verify(List.of(vanished)).faults()).hasSize(1);
    }

    @Test
    void concurrentAppendsLoseNothing() throws Exception {
        AuditStore audit = newAudit();
        List<AuditEntry> forward = List.of(entry("acme", ONE, 1), entry("beta", ONE, 1), entry("zeta", ONE, 1));
        List<AuditEntry> backward = new ArrayList<>(forward);
        Collections.reverse(backward);
        int rounds = 10;
        Phaser together = new Phaser(4);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> appending = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                List<AuditEntry> entries = thread % 2 == 0 ? forward : backward;
                appending.add(threads.submit(() -> appendRepeatedly(audit, entries, rounds, together)));
            }
            for (Future<?> thread : appending) {
                thread.get();
            }
        } finally {
            threads.shutdownNow();
        }
        for (String workspace : List.of("acme", "beta", "zeta")) {
            assertThat(numbers(audit.entriesFrom(workspace, 1, 1_000)))
                    .isEqualTo(LongStream.rangeClosed(1, 4L * rounds).boxed().toList());
        }
        assertIntact(audit, 12L * rounds);
    }

    private static void appendRepeatedly(AuditStore audit, List<AuditEntry> entries, int rounds, Phaser together) {
        try {
            for (int i = 0; i < rounds; i++) {
                together.arriveAndAwaitAdvance();
                audit.append(entries, ALL);
            }
        } finally {
            together.arriveAndDeregister(); // otherwise a failure here would leave the other threads waiting
        }
    }

    private static ApiKeyRecord key(KeyId id) {
        return ApiKeyRecord.existing(id, "acme", "live", SecretHash.parse("0".repeat(64)));
    }

    private static StoreWrite append(@Nullable KeyId key, long second) {
        return new StoreWrite.AppendAudit(entry("acme", key, second), ALL);
    }

    private ApiKeyStore storeWithAKey() throws Exception {
        ApiKeyStore store = newStore();
        store.write(List.of(
                new StoreWrite.InsertWorkspace(WorkspaceRecord.of("acme", "free")),
                new StoreWrite.InsertKey(key(ONE)),
                append(null, 1),
                append(ONE, 1)));
        return store;
    }

    @Test
    void entryOfAChangeIsStoredWithIt() throws Exception {
        ApiKeyStore store = storeWithAKey();
        List<StoreChange> told = new ArrayList<>();
        store.onChange(told::add);
        assertThat(store.write(List.of(new StoreWrite.ReplaceKey(key(ONE).withDisabled(true)), append(ONE, 2))))
                .isTrue();
        assertThat(told).containsExactly(new StoreChange.OfKey(ONE));
        assertThat(numbers(auditOf(store).list(AuditQuery.ofKey(ONE)))).containsExactly(3L, 2L);
        assertIntact(auditOf(store), 3);
    }

    @Test
    void refusedChangeLeavesNoEntry() throws Exception {
        ApiKeyStore store = storeWithAKey();
        ApiKeyRecord outdated = key(ONE).withDisabled(true).withDisabled(false);
        assertThat(store.write(List.of(append(ONE, 2), new StoreWrite.ReplaceKey(outdated))))
                .isFalse();
        assertThat(store.write(List.of(new StoreWrite.DeleteKey(TWO, 1), append(TWO, 2))))
                .isFalse();
        assertThatThrownBy(() -> store.write(List.of(new StoreWrite.InsertKey(key(ONE)), append(ONE, 2))))
                .isInstanceOf(IllegalStateException.class);
        assertIntact(auditOf(store), 2);
    }

    @Test
    void entriesRemainWhenTheKeyIsDeleted() throws Exception {
        ApiKeyStore store = storeWithAKey();
        assertThat(store.write(List.of(new StoreWrite.DeleteKey(ONE, 1), append(ONE, 2))))
                .isTrue();
        assertThat(store.find(ONE)).isEmpty();
        assertThat(auditOf(store).list(AuditQuery.ofKey(ONE))).hasSize(2);
        assertIntact(auditOf(store), 3);
    }
}
