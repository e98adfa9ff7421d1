package io.keystile.admin;

import static io.keystile.admin.Administration.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.AuditEntry;
import io.keystile.model.AuditEntry.FieldChange;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.AuditQuery;
import io.keystile.store.AuditStore;
import io.keystile.store.ChainedEntry;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.RecordsDocument;
import io.keystile.store.Samples;
import io.keystile.store.StoreWrite;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** What the audit entries of each change say. */
class AuditEntriesTest {
    private final Administration acme = new Administration();

    private List<AuditEntry> entries(AuditQuery query) {
        return acme.keys.unrestricted().audit(query).stream()
                .map(ChainedEntry::entry)
                .toList();
    }

    private AuditEntry last() {
        List<ChainedEntry> chain = acme.store.audit().orElseThrow().entriesFrom("acme", 1, 1_000);
        return chain.get(chain.size() - 1).entry();
    }

    private static String line(AuditEntry entry) {
        return entry.actor() + " " + entry.action() + " " + (entry.key() == null ? entry.workspace() : entry.key());
    }

    private List<String> history(ApiKeyRecord key) {
        return entries(AuditQuery.ofKey(key.id())).stream()
                .map(entry -> entry.actor() + " " + entry.action())
                .toList();
    }

    @Test
    void everyChangeOfAKeyIsInItsHistoryAlsoAfterItsDeletion() {
        ApiKeyRecord key = acme.issue("flows:read");
        for (Runnable change : List.<Runnable>of(
                () -> acme.keys.update(ADMIN, acme.now(key.id()), key.settings().withName("renamed")),
                () -> acme.keys.disable(ADMIN, key.id()),
                () -> acme.keys.enable(ADMIN, key.id()),
                () -> acme.keys.rotate(ADMIN, key.id(), Overlap.of(Duration.ofDays(1))),
                () -> acme.keys.revoke(ADMIN, key.id(), "leaked"),
                () -> acme.keys.delete(ADMIN, key.id()))) {
            acme.time.advance(Duration.ofSeconds(1));
            change.run();
        }
        assertThat(history(key))
                .containsExactly(
                        "Ada deleted",
                        "Ada revoked",
                        "Ada replaced",
                        "Ada enabled",
                        "Ada disabled",
                        "Ada updated",
                        "Ada issued");
        assertThat(acme.keys.unrestricted().verifyAudit(List.of()).isIntact()).isTrue();
    }

    @Test
    void entryNamesTheChangedFieldsWithTheirValuesBeforeAndAfter() {
        ApiKeyRecord key = acme.issue(ApiKeySettings.named("ci")
                .withPermissions("flows:read", "files:read")
                .withTags("a"));
        acme.keys.update(
                ADMIN,
                key,
                key.settings()
                        .withName("deploy")
                        .withPermissions("flows:read")
                        .withTags("a", "b")
                        .withMetadata("team", "platform"));
        AuditEntry entry = last();
        assertThat(line(entry)).isEqualTo("Ada updated " + key.id());
        assertThat(entry.time()).isEqualTo(acme.time.instant());
        assertThat(entry.workspace()).isEqualTo("acme");
        assertThat(entry.reason()).isNull();
        assertThat(entry.changes())
                .containsExactly(
                        new FieldChange("name", "ci", "deploy"),
                        new FieldChange("permissions", "files:read, flows:read", "flows:read"),
                        new FieldChange("metadata", null, "team=platform"),
                        new FieldChange("tags", "a", "a, b"));
    }

    @Test
    void issuedKeyHasItsValuesAfterAndDeletedKeyBefore() {
        ApiKeyRecord key = acme.issue("flows:read");
        List<FieldChange> issued = last().changes();
        assertThat(issued)
                .contains(
                        new FieldChange("status", null, "active"),
                        new FieldChange("name", null, "ci"),
                        new FieldChange("environment", null, "live"),
                        new FieldChange("permissions", null, "flows:read"))
                .allMatch(change -> change.before() == null);
        acme.keys.delete(ADMIN, key.id());
        assertThat(last().changes())
                .isEqualTo(issued.stream()
                        .map(change -> new FieldChange(change.field(), change.after(), null))
                        .toList());
    }

    @Test
    void reasonOfARevocationIsKeptOnce() {
        ApiKeyRecord key = acme.issue();
        acme.keys.revoke(ADMIN, key.id(), "leaked in a build log");
        assertThat(last().reason()).isEqualTo("leaked in a build log");
        assertThat(last().changes()).containsExactly(new FieldChange("status", "active", "revoked"));
        acme.keys.delete(ADMIN, key.id());
        assertThat(last().reason()).isNull();
    }

    @Test
    void changesOfAWorkspaceAreKept() {
        acme.keys.updateWorkspace(ADMIN, acme.acme().withPlan("pro").withCeiling(PermissionSet.of("flows:*")));
        assertThat(last().changes())
                .containsExactly(
                        new FieldChange("plan", "enterprise", "pro"),
                        new FieldChange("ceiling", "files:read, flows:*", "flows:*"));
        acme.keys.suspendWorkspace(ADMIN, "acme");
        assertThat(line(last())).isEqualTo("Ada suspended acme");
        assertThat(last().changes()).containsExactly(new FieldChange("suspended", "false", "true"));
        acme.keys.resumeWorkspace(ADMIN, "acme");
        assertThat(line(last())).isEqualTo("Ada resumed acme");
    }

    @Test
    void automaticActionIsNamedAsTheActor() {
        ApiKeyRecord old = acme.issue();
        ApiKeyRecord next = acme.keys
                .rotate(ADMIN, old.id(), Overlap.untilFirstUse(Duration.ofDays(7)))
                .orElseThrow()
                .record();
        acme.keys.successorUsed(next.id(), acme.time.instant());
        assertThat(line(last())).isEqualTo("first use of " + next.id() + " retired " + old.id());
        assertThat(last().changes()).extracting(FieldChange::field).contains("retiresAt");
    }

    @Test
    void refusedChangeHasNoEntry() {
        ApiKeyRecord key = acme.issue();
        int before = entries(AuditQuery.ofAll()).size();
        acme.store.changeBeforeReplacement(RacingStore.renamed("first"));
        assertThatThrownBy(() -> acme.keys.update(ADMIN, key, key.settings().withName("second")))
                .isInstanceOf(ConcurrentChangeException.class);
        assertThat(entries(AuditQuery.ofAll())).hasSize(before);
    }

    @Test
    void retriedChangeHasOneEntryWithTheValuesThatItReplaced() {
        ApiKeyRecord key = acme.issue();
        acme.store.changeBeforeReplacement(each -> each.withDisabled(true));
        acme.keys.revoke(ADMIN, key.id(), "leaked");
        assertThat(history(key)).containsExactlyInAnyOrder("Ada revoked", "Ada issued");
        assertThat(last().changes()).containsExactly(new FieldChange("status", "disabled", "revoked"));
    }

    @Test
    void ofALongListOnlyTheDifferenceIsKept() {
        acme.keys.updateWorkspace(ADMIN, acme.acme().withCeiling(PermissionSet.of("*")));
        String[] many =
                IntStream.range(1_000, 1_400).mapToObj(i -> "flows:" + i).toArray(String[]::new);
        ApiKeyRecord key = acme.issue(many);
        FieldChange issued = last().changes().stream()
                .filter(change -> change.field().equals("permissions"))
                .findFirst()
                .orElseThrow();
        assertThat(issued.after()).startsWith("flows:1000, flows:1001, ").matches(".*, … and [0-9]+ more");
        String[] more =
                Stream.concat(Stream.of(many).skip(1), Stream.of("files:read")).toArray(String[]::new);
        acme.keys.update(ADMIN, key, key.settings().withPermissions(more));
        assertThat(last().changes()).containsExactly(new FieldChange("permissions", "flows:1000", "files:read"));
    }

    @Test
    void noEntryContainsAHash() {
        ApiKeyRecord key = acme.issue();
        acme.keys.revoke(ADMIN, key.id(), "leaked");
        assertThat(entries(AuditQuery.ofAll()).toString())
                .doesNotContain("sha256")
                .doesNotContain(key.hash().encoded());
    }

    @Test
    void memberSeesTheEntriesOfItsWorkspaceOnly() {
        ApiKeyRecord key = acme.issue();
        ApiKeyRecord other = acme.keys
                .issue(ADMIN, "zeta", "live", ApiKeySettings.named("other"))
                .record();
        KeyDirectory seen = acme.keys.seenBy(Actor.member("Bob", "acme", PermissionSet.NONE));
        assertThat(seen.keepsAudit()).isTrue();
        assertThat(seen.audit(AuditQuery.ofAll()))
                .extracting(each -> each.entry().workspace())
                .containsOnly("acme");
        assertThat(seen.audit(AuditQuery.ofKey(key.id()))).hasSize(1);
        assertThat(seen.audit(AuditQuery.ofKey(other.id()))).isEmpty();
        assertThat(seen.audit(AuditQuery.ofWorkspace("zeta"))).isEmpty();
        assertThat(seen.verifyAudit(List.of()).chains())
                .extracting(each -> each.workspace())
                .containsExactly("acme");
        assertThat(acme.keys.unrestricted().verifyAudit(List.of()).chains()).hasSize(2);
    }

    @Test
    void onlyAnOperatorDeletesOldEntries() {
        acme.issue();
        acme.time.advance(Duration.ofDays(1));
        ApiKeyRecord key = acme.issue();
        Actor member = Actor.member("Bob", "acme", PermissionSet.of("*"));
        assertThatThrownBy(() -> acme.keys.deleteAuditBefore(member, acme.time.instant()))
                .isInstanceOf(NotPermittedException.class);
        assertThat(acme.keys.deleteAuditBefore(ADMIN, acme.time.instant())).isEqualTo(3);
        assertThat(entries(AuditQuery.ofAll())).extracting(AuditEntry::key).containsExactly(key.id());
    }

    @Test
    void numberOfKeptEntriesCanBeSet() {
        ApiKeys few = keys(2);
        few.suspendWorkspace(ADMIN, "acme");
        few.resumeWorkspace(ADMIN, "acme");
        few.suspendWorkspace(ADMIN, "acme");
        assertThat(entries(AuditQuery.ofWorkspace("acme")))
                .extracting(AuditEntry::action)
                .containsExactlyInAnyOrder("resumed", "suspended");
        keys(0).resumeWorkspace(ADMIN, "acme");
        assertThat(entries(AuditQuery.ofWorkspace("acme"))).hasSize(2);
        assertThatThrownBy(() -> keys(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A store that keeps no entries, and accepts none. */
    private static final class WithoutAudit extends ForwardingApiKeyStore {
        private final ApiKeyStore store = new InMemoryApiKeyStore();

        @Override
        protected ApiKeyStore delegate() {
            return store;
        }

        @Override
        public Optional<AuditStore> audit() {
            return Optional.empty();
        }

        @Override
        public boolean write(List<StoreWrite> writes) {
            assertThat(writes).noneMatch(StoreWrite.AppendAudit.class::isInstance);
            return super.write(writes);
        }
    }

    @Test
    void storeWithoutAuditIsGivenNoEntries() {
        ApiKeys keys = keys(new WithoutAudit(), 10);
        keys.createWorkspace(ADMIN, WorkspaceRecord.of("acme", "enterprise"));
        ApiKeyRecord key =
                keys.issue(ADMIN, "acme", "live", ApiKeySettings.named("ci")).record();
        keys.revoke(ADMIN, key.id(), "leaked");
        KeyDirectory seen = keys.unrestricted();
        assertThat(seen.find(key.id())).isPresent();
        assertThat(seen.keepsAudit()).isFalse();
        assertThatThrownBy(() -> seen.audit(AuditQuery.ofAll()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("AuditStore.beside(store)");
        assertThatThrownBy(() -> seen.verifyAudit(List.of())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> keys.deleteAuditBefore(ADMIN, acme.time.instant()))
                .isInstanceOf(IllegalStateException.class);
    }

    /** A value that no entry could contain would prevent the change. */
    @Property(tries = 200)
    void everyRecordHasAnEntry(
            @ForAll @Size(max = 16) Map<@StringLength(max = 64) String, @StringLength(max = 256) String> metadata) {
        ApiKeySettings settings = ApiKeySettings.named("ci");
        for (Map.Entry<String, String> each : metadata.entrySet()) {
            settings = settings.withMetadata(printable(each.getKey()), printable(each.getValue()));
        }
        ApiKeyRecord before = Samples.key("one", "acme").withSettings(settings);
        ApiKeyRecord after = before.withSettings(ApiKeySettings.named("ci"));
        for (ApiKeyRecord old : Arrays.asList(null, before, after)) {
            AuditEntry entry = AuditEntries.of(
                    new AuditEvent.OfKey(Instant.EPOCH, ADMIN, AuditEvent.KeyAction.UPDATED, old, before));
            assertThat(entry.changes().stream()
                            .anyMatch(change -> change.field().equals("metadata")))
                    .isEqualTo(!Objects.equals(old, before) && !metadata.isEmpty());
        }
    }

    /** Returns the text as a record may hold it. */
    private static String printable(String text) {
        return text.codePoints()
                .filter(each -> !Character.isISOControl(each) && Character.getType(each) != Character.SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private ApiKeys keys(int auditEntries) {
        return keys(acme.store, auditEntries);
    }

    private ApiKeys keys(ApiKeyStore store, int auditEntries) {
        return new ApiKeys(
                store,
                Administration.FORMAT,
                SecretHasher.sha256(),
                Plans.standard(),
                acme.time,
                new SeededRandom(3),
                auditEntries);
    }

    @Test
    void importedRecordsHaveEntries() {
        acme.issue();
        Administration other = new Administration();
        other.keys.importRecords(ADMIN, new RecordsDocument(List.of(WorkspaceRecord.of("beta", "free")), List.of()));
        assertThat(other.store.audit().orElseThrow().entriesFrom("beta", 1, 10))
                .extracting(each -> line(each.entry()))
                .containsExactly("Ada imported beta");
    }
}
