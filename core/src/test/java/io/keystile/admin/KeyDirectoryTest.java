package io.keystile.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.TestKeys;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.AuditQuery;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyDirectoryTest {
    private final TestKeys keys = new TestKeys();
    private final Actor ada = Actor.member("ada", "acme", PermissionSet.of("*"));
    private final ApiKeyRecord own = keys.issueKey(ApiKeySettings.named("own")).record();
    private final ApiKeyRecord foreign;

    KeyDirectoryTest() {
        keys.apiKeys.createWorkspace(TestKeys.ADMIN, WorkspaceRecord.of("zeta", "free"));
        foreign = keys.apiKeys
                .issue(TestKeys.ADMIN, "zeta", "live", ApiKeySettings.named("foreign"))
                .record();
    }

    @Test
    void memberSeesTheirOwnWorkspaceOnlyInEveryRead() {
        KeyDirectory seen = keys.apiKeys.seenBy(ada);
        keys.store.touch(Map.of(foreign.id(), new LastUse(keys.time.instant(), null)));
        List<ApiKeyRecord> all = new ArrayList<>();
        seen.forEach(KeyQuery.ofAll(), all::add);

        assertThat(seen.find(own.id())).contains(own);
        assertThat(seen.find(foreign.id())).isEmpty();
        assertThat(seen.findSummary(foreign.id())).isEmpty();
        assertThat(seen.list(KeyQuery.ofAll())).containsExactly(own);
        assertThat(seen.list(KeyQuery.ofWorkspace("zeta"))).isEmpty();
        assertThat(seen.listSummaries(KeyQuery.ofWorkspace("zeta"))).isEmpty();
        assertThat(all).containsExactly(own);
        assertThat(seen.findWorkspace("zeta")).isEmpty();
        assertThat(seen.workspaces()).extracting(WorkspaceRecord::id).containsExactly("acme");
        assertThat(seen.lastUses(List.of(own, foreign))).isEmpty();
    }

    @Test
    void unrestrictedReadsAndOperatorsSeeEverything() {
        for (KeyDirectory seen : List.of(keys.apiKeys.unrestricted(), keys.apiKeys.seenBy(TestKeys.ADMIN))) {
            assertThat(seen.find(foreign.id())).contains(foreign);
            assertThat(seen.list(KeyQuery.ofAll())).contains(own, foreign);
            assertThat(seen.workspaces()).extracting(WorkspaceRecord::id).containsExactly("acme", "zeta");
        }
    }

    @Test
    void keyThatActsSeesItsEnvironmentOnlyInEveryRead() {
        ApiKeyRecord other = keys.apiKeys
                .issue(TestKeys.ADMIN, "acme", "staging", ApiKeySettings.named("other"))
                .record();
        KeyDirectory seen = keys.apiKeys.seenBy(Actor.withKey(own.id(), "acme", PermissionSet.of("*")));
        keys.store.touch(Map.of(other.id(), new LastUse(keys.time.instant(), null)));
        List<ApiKeyRecord> all = new ArrayList<>();
        seen.forEach(KeyQuery.ofAll(), all::add);

        assertThat(seen.find(own.id())).contains(own);
        assertThat(seen.find(other.id())).isEmpty();
        assertThat(seen.findSummary(other.id())).isEmpty();
        assertThat(seen.list(KeyQuery.ofAll())).containsExactly(own);
        assertThat(seen.list(KeyQuery.ofAll().withEnvironment("live"))).containsExactly(own);
        assertThat(seen.list(KeyQuery.ofAll().withEnvironment("staging"))).isEmpty();
        assertThat(seen.list(KeyQuery.ofWorkspace("zeta"))).isEmpty();
        assertThat(all).containsExactly(own);
        assertThat(seen.lastUses(List.of(own, other))).isEmpty();
        assertThat(seen.audit(AuditQuery.ofKey(own.id()))).isNotEmpty();
        assertThat(seen.audit(AuditQuery.ofKey(other.id()))).isEmpty();
        assertThat(seen.audit(AuditQuery.ofAll())).isEmpty();
        assertThat(seen.audit(AuditQuery.ofWorkspace("acme"))).isEmpty();
    }

    @Test
    void keyThatNoLongerExistsSeesNoKeys() {
        keys.apiKeys.delete(TestKeys.ADMIN, own.id());
        KeyDirectory seen = keys.apiKeys.seenBy(Actor.withKey(own.id(), "acme", PermissionSet.of("*")));

        keys.issueKey(ApiKeySettings.named("later"));

        assertThat(seen.list(KeyQuery.ofAll())).isEmpty();
        assertThat(seen.audit(AuditQuery.ofKey(own.id()))).isEmpty();
    }

    @Test
    void summaryShowsTheEffectiveStatusTheLastUseAndNoHash() {
        ApiKeySettings settings =
                ApiKeySettings.named("short").withExpiry(keys.time.instant().plusSeconds(60));
        ApiKeyRecord key = keys.issueKey(settings).record();
        LastUse use = new LastUse(keys.time.instant(), null);
        keys.store.touch(Map.of(key.id(), use));
        keys.time.advance(Duration.ofMinutes(2));

        ApiKeySummary summary = keys.apiKeys.seenBy(ada).findSummary(key.id()).orElseThrow();

        assertThat(summary.status()).isEqualTo(KeyStatus.EXPIRED);
        assertThat(summary.lastUse()).isEqualTo(use);
        assertThat(summary.displayPrefix())
                .isEqualTo("pk_live_" + key.id().value().substring(0, 4) + "…");
        assertThat(summary.toString()).doesNotContain("sha256");
    }

    @Test
    void summaryOfAKeyOfAnotherFormatShowsTheStartOfItsId() {
        KeyId id = KeyId.derivedFrom("legacy-key-of-another-system");
        keys.store.insert(ApiKeyRecord.existing(id, "acme", "live", own.hash()));
        assertThat(keys.apiKeys.seenBy(ada).findSummary(id).orElseThrow().displayPrefix())
                .isEqualTo(id.value().substring(0, 4) + "…");
    }

    @Test
    void workspaceIsNotLeftBehindByAFirstKeyThatCannotBeIssued() {
        ApiKeySettings expired = ApiKeySettings.named("x").withExpiry(keys.time.instant());
        assertThatThrownBy(() -> keys.apiKeys.createWorkspace(
                        TestKeys.ADMIN, WorkspaceRecord.of("new", "free"), "live", expired))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(keys.apiKeys.unrestricted().findWorkspace("new")).isEmpty();
        assertThatThrownBy(() -> keys.apiKeys.createWorkspace(
                        TestKeys.ADMIN, WorkspaceRecord.of("acme", "free"), "live", ApiKeySettings.named("x")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(keys.apiKeys.unrestricted().list(KeyQuery.ofWorkspace("acme")))
                .containsExactly(own);
        assertThatThrownBy(() -> keys.apiKeys.createWorkspace(
                        ada, WorkspaceRecord.of("new", "free"), "live", ApiKeySettings.named("x")))
                .isInstanceOf(NotPermittedException.class);
    }
}
