package io.keystile.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.KeyId;
import io.keystile.model.AuditEntry;
import io.keystile.model.AuditEntry.FieldChange;
import io.keystile.store.AuditVerification.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each manipulation of a chain without its key of hashes is noticed, and its place is named. */
class AuditVerificationTest {
    private static final Instant NOW = Instant.parse("2030-01-07T10:00:00Z");

    /** A store whose entries somebody has changed by hand. */
    private static final class Manipulated implements AuditStore {
        private AuditChain chain;
        private final List<ChainedEntry> entries;
        private Runnable beforeEnd = () -> {};

        Manipulated(int count) {
            AuditStore audit = new InMemoryApiKeyStore().audit().orElseThrow();
            for (int i = 1; i <= count; i++) {
                audit.append(List.of(entry("value " + i)), Integer.MAX_VALUE);
            }
            this.chain = audit.findChain("acme").orElseThrow();
            this.entries = new ArrayList<>(audit.entriesFrom("acme", 1, 10_000));
        }

        @Override
        public void append(List<AuditEntry> added, int keep) {
            throw new AssertionError("Not called here");
        }

        @Override
        public List<ChainedEntry> list(AuditQuery query) {
            return entries;
        }

        @Override
        public List<ChainedEntry> entriesFrom(String workspace, long from, int limit) {
            return entries.stream()
                    .filter(entry -> entry.number() >= from)
                    .limit(Math.min(limit, 4))
                    .toList();
        }

        @Override
        public Optional<AuditChain> findChain(String workspace) {
            AuditChain found = chain;
            beforeEnd.run();
            return Optional.of(found);
        }

        @Override
        public Set<String> workspaces() {
            return Set.of("acme");
        }

        @Override
        public long deleteBefore(Instant time) {
            throw new AssertionError("Not called here");
        }

        void change(int number, UnaryOperator<ChainedEntry> change) {
            entries.set(number - 1, change.apply(entries.get(number - 1)));
        }

        List<Fault> faults() {
            return verify(List.of()).faults();
        }
    }

    private static AuditEntry entry(String value) {
        return new AuditEntry(
                NOW, "Ada", "updated", "acme", new KeyId("k1"), "why", List.of(new FieldChange("name", "a", value)));
    }

    private static void assertFaultAt(long number, Manipulated store) {
        assertThat(store.faults()).extracting(Fault::number).containsExactly(number);
        assertThat(store.faults()).extracting(Fault::workspace).containsExactly("acme");
    }

    @Property(tries = 50)
    void untouchedChainIsIntact(@ForAll @IntRange(min = 1, max = 12) int count) {
        assertThat(new Manipulated(count).faults()).isEmpty();
    }

    @Property(tries = 50)
    void removedEntryIsNoticed(@ForAll @IntRange(min = 1, max = 9) int number) {
        Manipulated store = new Manipulated(9);
        store.entries.remove(number - 1);
        assertFaultAt(number, store);
    }

    @Property(tries = 50)
    void movedEntriesAreNoticed(
            @ForAll @IntRange(min = 1, max = 4) int first, @ForAll @IntRange(min = 5, max = 9) int second) {
        Manipulated store = new Manipulated(9);
        ChainedEntry one = store.entries.get(first - 1);
        ChainedEntry other = store.entries.get(second - 1);
        store.change(first, each -> new ChainedEntry(other.entry(), first, other.hash()));
        store.change(second, each -> new ChainedEntry(one.entry(), second, one.hash()));
        assertFaultAt(first, store);
    }

    @Property(tries = 50)
    void entriesInAnotherOrderAreNoticed(@ForAll @IntRange(min = 1, max = 8) int number) {
        Manipulated store = new Manipulated(9);
        Collections.swap(store.entries, number - 1, number);
        assertFaultAt(number, store);
    }

    @Property(tries = 50)
    void insertedEntryIsNoticed(@ForAll @IntRange(min = 1, max = 10) int number) {
        Manipulated store = new Manipulated(9);
        String previous =
                number == 1 ? AuditChain.NOTHING : store.entries.get(number - 2).hash();
        store.entries.add(number - 1, ChainedEntry.after(previous, number, entry("forged")));
        assertThat(store.faults()).hasSize(1);
    }

    /** Somebody who only changes an entry and its own hash breaks the link from the next one, or from the chain. */
    @Property(tries = 50)
    void replacedEntryIsNoticedAtTheNextOne(@ForAll @IntRange(min = 1, max = 9) int number) {
        Manipulated store = new Manipulated(9);
        String previous =
                number == 1 ? AuditChain.NOTHING : store.entries.get(number - 2).hash();
        store.change(number, each -> ChainedEntry.after(previous, number, entry("forged")));
        assertFaultAt(Math.min(number + 1L, 9), store);
    }

    @Test
    void eachPartOfAnEntryIsProtected() {
        AuditEntry entry = entry("value 5");
        FieldChange change = entry.changes().get(0);
        List<AuditEntry> others = List.of(
                with(NOW.plusNanos(1_000), "Ada", "updated", "acme", "k1", "why", change),
                with(NOW, "Bob", "updated", "acme", "k1", "why", change),
                with(NOW, "Ada", "revoked", "acme", "k1", "why", change),
                with(NOW, "Ada", "updated", "zeta", "k1", "why", change),
                with(NOW, "Ada", "updated", "acme", "k2", "why", change),
                with(NOW, "Ada", "updated", "acme", "k1", "because", change),
                with(NOW, "Ada", "updated", "acme", "k1", null, change),
                with(NOW, "Ada", "updated", "acme", "k1", "why", new FieldChange("owner", "a", "value 5")),
                with(NOW, "Ada", "updated", "acme", "k1", "why", new FieldChange("name", "b", "value 5")),
                with(NOW, "Ada", "updated", "acme", "k1", "why", new FieldChange("name", "a", "value 6")),
                with(NOW, "Ada", "updated", "acme", "k1", "why", new FieldChange("name", null, "value 5")),
                new AuditEntry(NOW, "Ada", "updated", "acme", null, "why", List.of(change)),
                new AuditEntry(NOW, "Ada", "updated", "acme", new KeyId("k1"), "why", List.of()));
        for (AuditEntry other : others) {
            Manipulated store = new Manipulated(9);
            store.change(5, each -> new ChainedEntry(other, 5, each.hash()));
            assertThat(store.faults())
                    .as(other.toString())
                    .extracting(Fault::number)
                    .containsExactly(5L);
        }
    }

    /** Texts that stand side by side are not confused, whatever their borders, and neither is what is absent. */
    @Test
    void entriesThatDifferInTheBordersOfTheirTextsHaveDifferentHashes() {
        FieldChange before = new FieldChange("name", "a", null);
        FieldChange after = new FieldChange("name", null, "a");
        assertThat(Stream.of(
                                with(NOW, "Ada", "updated", "acme", "k1", null, before),
                                with(NOW, "Adau", "pdated", "acme", "k1", null, before),
                                new AuditEntry(NOW, "Ada", "updated", "acme", null, "k1", List.of(before)),
                                with(NOW, "Ada", "updated", "acme", "k1", null, after))
                        .map(each ->
                                ChainedEntry.after(AuditChain.NOTHING, 1, each).hash()))
                .doesNotHaveDuplicates();
    }

    /** Somebody passes the whole history of one workspace off as that of another, or changes all numbers. */
    @Test
    void chainThatWasRenamedOrNumberedAnewIsNoticed() {
        Manipulated renamed = new Manipulated(3);
        renamed.entries.replaceAll(each -> new ChainedEntry(
                with(
                        NOW,
                        "Ada",
                        "updated",
                        "zeta",
                        "k1",
                        "why",
                        each.entry().changes().get(0)),
                each.number(),
                each.hash()));
        renamed.chain = new AuditChain(
                "zeta", 1, AuditChain.NOTHING, 3, renamed.entries.get(2).hash());
        assertThat(AuditVerification.of(renamed, Set.of("zeta"), List.of()).faults())
                .extracting(Fault::number)
                .containsExactly(1L);

        Manipulated numbered = new Manipulated(3);
        numbered.entries.replaceAll(each -> new ChainedEntry(each.entry(), each.number() + 2, each.hash()));
        numbered.chain = new AuditChain(
                "acme", 3, AuditChain.NOTHING, 5, numbered.entries.get(2).hash());
        assertFaultAt(3, numbered);
    }

    private static AuditEntry with(
            Instant time,
            String actor,
            String action,
            String workspace,
            String key,
            @Nullable String reason,
            FieldChange change) {
        return new AuditEntry(time, actor, action, workspace, new KeyId(key), reason, List.of(change));
    }

    @Test
    void entriesWithoutTheEndOfTheirChainAreNoticed() {
        Manipulated store = new Manipulated(5);
        store.chain = AuditChain.empty("acme");
        assertFaultAt(1, store);
    }

    @Test
    void cutOfTheOldestEntriesIsNoticedUnlessTheChainSaysSo() {
        Manipulated store = new Manipulated(9);
        String anchor = store.entries.get(2).hash();
        store.entries.subList(0, 3).clear();
        assertFaultAt(1, store);
        store.chain = store.chain.startingAt(4, "f".repeat(64));
        assertFaultAt(4, store);
        store.chain = store.chain.startingAt(4, anchor);
        assertThat(store.faults()).isEmpty();
    }

    /** Whoever can write everything computes all anew; a head that was kept elsewhere shows it. */
    @Test
    void wholeChainThatWasComputedAnewIsNoticedByAKnownHeadOnly() {
        Manipulated before = new Manipulated(9);
        List<AuditChain> known = before.verify(List.of()).chains();
        Manipulated forged = new Manipulated(9);
        AuditChain chain = AuditChain.empty("acme");
        for (int number = 1; number <= 9; number++) {
            ChainedEntry next = ChainedEntry.after(chain.head(), number, entry("forged"));
            forged.entries.set(number - 1, next);
            chain = chain.endingWith(next);
        }
        forged.chain = chain;
        assertThat(forged.faults()).isEmpty();
        assertThat(forged.verify(known).faults()).extracting(Fault::number).containsExactly(9L);
    }

    /** Otherwise whoever computes later entries anew would only have to let the chain begin there. */
    @Test
    void chainThatBeginsAfterWhatIsKnownIsNoticed() {
        Manipulated store = new Manipulated(9);
        AuditChain known = AuditChain.empty("acme").endingWith(store.entries.get(2));
        AuditChain older = AuditChain.empty("acme").endingWith(store.entries.get(0));
        String third = store.entries.get(2).hash();
        String fourth = store.entries.get(3).hash();
        store.entries.subList(0, 3).clear();
        store.chain = store.chain.startingAt(4, third);
        assertThat(store.verify(List.of(older, known)).faults()).isEmpty();
        store.entries.remove(0);
        store.chain = store.chain.startingAt(5, fourth);
        assertThat(store.verify(List.of(older, known)).faults())
                .extracting(Fault::number)
                .containsExactly(5L);
    }

    /** The oldest entry is deleted, as any change does at the bound, while the entries are read. */
    @Test
    void deletionOfTheOldestEntryMeanwhileIsNoFault() {
        Manipulated store = new Manipulated(9);
        store.beforeEnd = () -> {
            store.beforeEnd = () -> {};
            store.chain = store.chain.startingAt(2, store.entries.get(0).hash());
            store.entries.remove(0);
        };
        assertThat(store.faults()).isEmpty();
    }
}
