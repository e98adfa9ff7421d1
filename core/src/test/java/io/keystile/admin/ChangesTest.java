package io.keystile.admin;

import static io.keystile.admin.Administration.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private final Administration acme = new Administration();
    private final Instant start = acme.time.instant();

    @Test
    void whatAnotherAdministratorHasChangedIsNotOverwritten() {
        ApiKeyRecord seen = acme.issue("flows:read");
        acme.keys.update(ADMIN, seen, seen.settings().withName("first"));
        assertThatExceptionOfType(ConcurrentChangeException.class)
                .isThrownBy(() -> acme.keys.update(ADMIN, seen, seen.settings().withName("second")))
                .withMessageContaining("since version 1");
        acme.store.changeBeforeReplacement(RacingStore.renamed("between"));
        ApiKeyRecord again = acme.now(seen.id());
        assertThatExceptionOfType(ConcurrentChangeException.class)
                .isThrownBy(
                        () -> acme.keys.update(ADMIN, again, again.settings().withName("third")));
        assertThat(acme.now(seen.id()).settings().name()).isEqualTo("between");
    }

    @Test
    void aKeyThatIsGoneHasChanged() {
        ApiKeyRecord seen = acme.issue("flows:read");
        acme.keys.delete(ADMIN, seen.id());
        assertThatExceptionOfType(ConcurrentChangeException.class)
                .isThrownBy(() -> acme.keys.update(ADMIN, seen, seen.settings()));
    }

    @Test
    void aKeyIsChangedWithinTheSameBoundsAsItIsIssued() {
        ApiKeyRecord seen = acme.issue("flows:read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> acme.keys.update(ADMIN, seen, seen.settings().withPermissions("users:read")))
                .withMessageContaining("Workspace acme does not allow users:read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> acme.keys.update(
                        ADMIN, seen, seen.settings().withPlan("pro").withAllowlist("10.0.0.0/8")))
                .withMessageContaining("no allowlists");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> acme.keys.update(ADMIN, seen, seen.settings().withPlan("gold")))
                .withMessageContaining("there are");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> acme.keys.update(ADMIN, seen, seen.settings().withExpiry(start)))
                .withMessageContaining("not in the future");
        assertThat(acme.now(seen.id())).isEqualTo(seen);
    }

    @Test
    void whatAKeyHasAlreadyMayStay() {
        ApiKeyRecord issued = acme.issue(
                ApiKeySettings.named("ci").withPermissions("files:read").withExpiry(start.plusSeconds(1)));
        acme.keys.updateWorkspace(ADMIN, acme.acme().withCeiling(PermissionSet.NONE));
        acme.time.advanceNanos(2_000_000_000L);
        ApiKeyRecord renamed = acme.keys.update(ADMIN, issued, issued.settings().withName("old"));
        assertThat(renamed.settings()).isEqualTo(issued.settings().withName("old"));
    }

    @Test
    void anAllowlistMayStayWhenThePlanHasNoneAnyMore() {
        ApiKeyRecord bound = acme.issue(ApiKeySettings.named("ci").withAllowlist("10.0.0.0/8"));
        acme.keys.updateWorkspace(ADMIN, acme.acme().withPlan("free"));
        ApiKeyRecord renamed = acme.keys.update(ADMIN, bound, bound.settings().withName("new"));
        assertThat(renamed.settings().allowlist()).isEqualTo(bound.settings().allowlist());
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        acme.keys.update(ADMIN, renamed, renamed.settings().withAllowlist("10.0.0.0/9")))
                .withMessageContaining("no allowlists");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        acme.keys.update(ADMIN, renamed, renamed.settings().withPlan("pro")))
                .withMessageContaining("no allowlists");
    }

    @Test
    void aRevokedKeyIsNeitherChangedNorDisabledNorEnabled() {
        ApiKeyRecord key = acme.issue("flows:read");
        ApiKeyRecord revoked =
                acme.keys.revoke(ADMIN, key.id(), "x").orElseThrow().key();
        assertThatIllegalStateException().isThrownBy(() -> acme.keys.update(ADMIN, revoked, revoked.settings()));
        assertThatIllegalStateException().isThrownBy(() -> acme.keys.disable(ADMIN, key.id()));
        assertThatIllegalStateException()
                .isThrownBy(() -> acme.keys.enable(ADMIN, key.id()))
                .withMessageContaining("revoked permanently");
    }

    @Test
    void enablingLosesAgainstARevocationThatComesBetween() {
        ApiKeyRecord key = acme.issue("flows:read");
        acme.keys.disable(ADMIN, key.id());
        acme.store.changeBeforeReplacement(record -> record.revoked("stolen"));
        assertThatIllegalStateException().isThrownBy(() -> acme.keys.enable(ADMIN, key.id()));
        assertThat(acme.now(key.id()).status()).isEqualTo(KeyStatus.REVOKED);
    }

    @Test
    void aDeletionTakesWhateverTheKeyIsByThen() {
        ApiKeyRecord key = acme.issue("flows:read");
        acme.store.changeBeforeReplacement(RacingStore.renamed("between"));
        assertThat(acme.keys.delete(ADMIN, key.id()).orElseThrow().settings().name())
                .isEqualTo("between");
        assertThat(acme.keys.unrestricted().find(key.id())).isEmpty();
        assertThat(acme.keys.delete(ADMIN, key.id())).isEmpty();
    }

    @Test
    void switchesThatAreSetAlreadyChangeNothingAndTellNobody() {
        ApiKeyRecord key = acme.issue("flows:read");
        acme.keys.disable(ADMIN, key.id());
        acme.keys.suspendWorkspace(ADMIN, "acme");
        acme.heard();
        acme.keys.disable(ADMIN, key.id());
        acme.keys.suspendWorkspace(ADMIN, "acme");
        assertThat(acme.now(key.id()).version()).isEqualTo(2);
        assertThat(acme.acme().version()).isEqualTo(2);
        assertThat(acme.heard()).isEmpty();
        assertThat(acme.keys.disable(ADMIN, new KeyId("nobody"))).isEmpty();
        assertThat(acme.keys.enable(ADMIN, new KeyId("nobody"))).isEmpty();
        assertThat(acme.keys.suspendWorkspace(ADMIN, "nobody")).isEmpty();
    }

    @Test
    void aWorkspaceIsChangedAsItWasSeenOrNotAtAll() {
        WorkspaceRecord seen = acme.acme();
        WorkspaceRecord next = acme.keys.updateWorkspace(ADMIN, seen.withPlan("pro"));
        assertThat(next).isEqualTo(acme.acme()).isEqualTo(seen.withPlan("pro").next());
        assertThatExceptionOfType(ConcurrentChangeException.class)
                .isThrownBy(() -> acme.keys.updateWorkspace(ADMIN, seen.withPlan("free")));
        assertThatExceptionOfType(ConcurrentChangeException.class)
                .isThrownBy(() -> acme.keys.updateWorkspace(ADMIN, WorkspaceRecord.of("nobody", "free")));
        assertThatIllegalArgumentException().isThrownBy(() -> acme.keys.updateWorkspace(ADMIN, next.withPlan("gold")));
        assertThat(acme.acme()).isEqualTo(next);
    }

    @Test
    void everyChangeIsHeardWithItsActorAndWhatWasBeforeAndAfter() {
        Actor bob = Actor.system("Bob");
        ApiKeyRecord key = acme.issue("flows:read");
        ApiKeyRecord updated = acme.keys.update(bob, key, key.settings().withName("new"));
        acme.keys.disable(bob, key.id());
        acme.keys.enable(bob, key.id());
        acme.keys.revoke(bob, key.id(), "x");
        acme.keys.delete(bob, key.id());
        acme.keys.suspendWorkspace(bob, "acme");
        acme.keys.resumeWorkspace(bob, "acme");
        acme.keys.updateWorkspace(bob, acme.acme().withPlan("pro"));
        acme.keys.createWorkspace(bob, WorkspaceRecord.of("new", "pro"));

        assertThat(acme.audit).hasSize(10);
        assertThat(acme.audit.get(1))
                .isEqualTo(new AuditEvent.OfKey(start, bob, AuditEvent.KeyAction.UPDATED, key, updated));
        String id = " " + key.id();
        assertThat(acme.heard())
                .containsExactly(
                        "Ada ISSUED" + id,
                        "Bob UPDATED" + id,
                        "Bob DISABLED" + id,
                        "Bob ENABLED" + id,
                        "Bob REVOKED" + id,
                        "Bob DELETED" + id,
                        "Bob SUSPENDED acme",
                        "Bob RESUMED acme",
                        "Bob UPDATED acme",
                        "Bob CREATED new");
    }

    @Test
    void aListenerThatFailsUndoesNothingAndKeepsNobodyElseFromHearing() {
        Administration other = new Administration();
        other.keys.onChange(event -> {
            throw new IllegalStateException("broken");
        });
        List<String> heard = new ArrayList<>();
        other.keys.onChange(event -> heard.add(event.actor().name()));
        ApiKeyRecord key = other.issue("flows:read");
        assertThat(other.keys.unrestricted().find(key.id())).contains(key);
        assertThat(heard).containsExactly("Ada");
    }

    @Test
    void whatTheStoreDoesNotKeepIsNotHeardOf() {
        ApiKeyRecord key = acme.issue("flows:read");
        acme.heard();
        acme.store.failFromNowOn();
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> acme.issue("flows:read"));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> acme.keys.delete(ADMIN, key.id()));
        assertThat(acme.heard()).isEmpty();
    }
}
