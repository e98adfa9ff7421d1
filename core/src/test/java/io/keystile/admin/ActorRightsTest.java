package io.keystile.admin;

import static io.keystile.admin.Administration.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.KeyQuery;
import io.keystile.store.RecordsDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActorRightsTest {
    private final Administration acme = new Administration();
    private final Instant start = acme.time.instant();
    private final Actor reader = Actor.member("Bob", "acme", PermissionSet.of("flows:read", "flows:list"));

    private static ApiKeySettings having(String... permissions) {
        return ApiKeySettings.named("new").withPermissions(permissions);
    }

    /** Runs something that the actor may not do, and checks that it changed nothing and notified no listener. */
    private void assertRefused(String why, ThrowingCallable change) {
        List<ApiKeyRecord> before = acme.keys.unrestricted().list(KeyQuery.ofAll());
        List<WorkspaceRecord> workspaces = acme.keys.unrestricted().workspaces();
        acme.heard();
        assertThatExceptionOfType(NotPermittedException.class)
                .isThrownBy(change)
                .withMessageContaining(why);
        assertThat(acme.keys.unrestricted().list(KeyQuery.ofAll())).isEqualTo(before);
        assertThat(acme.keys.unrestricted().workspaces()).isEqualTo(workspaces);
        assertThat(acme.heard()).isEmpty();
    }

    private Actor actingWith(ApiKeyRecord key) {
        return Actor.withKey(key.id(), key.workspace(), key.settings().permissions());
    }

    @Test
    void nobodyGivesWhatTheyDoNotHold() {
        assertRefused(
                "Bob does not hold flows:execute",
                () -> acme.keys.issue(reader, "acme", "live", having("flows:read", "flows:execute")));
        assertRefused("Bob does not hold flows:*", () -> acme.keys.issue(reader, "acme", "live", having("flows:*")));
        assertThat(acme.keys
                        .issue(reader, "acme", "live", having("flows:read"))
                        .record()
                        .createdBy())
                .isEqualTo("Bob");
    }

    @Test
    void aKeyThatMayMoreThanTheActorIsNeitherReplacedNorChangedNorEnabledByThem() {
        ApiKeyRecord strong = acme.issue("flows:execute");
        assertRefused("flows:execute", () -> acme.keys.rotate(reader, strong.id(), Overlap.NONE));
        assertRefused(
                "flows:execute",
                () -> acme.keys.update(reader, strong, strong.settings().withName("x")));
        assertRefused("flows:execute", () -> acme.keys.update(reader, strong, having("flows:read")));
        acme.keys.disable(ADMIN, strong.id());
        assertRefused("flows:execute", () -> acme.keys.enable(reader, strong.id()));
    }

    @Test
    void nobodyAddsToAKeyWhatTheyDoNotHold() {
        ApiKeyRecord weak = acme.issue("flows:read");
        assertRefused("flows:execute", () -> acme.keys.update(reader, weak, having("flows:read", "flows:execute")));
        assertThat(acme.keys
                        .update(reader, weak, having("flows:read", "flows:list"))
                        .settings())
                .isEqualTo(having("flows:read", "flows:list"));
    }

    @Test
    void takingAwayIsForEverybodyWhoAdministersTheWorkspace() {
        ApiKeyRecord strong = acme.issue("flows:execute");
        assertThat(acme.keys.disable(reader, strong.id()).orElseThrow().status())
                .isEqualTo(KeyStatus.DISABLED);
        assertThat(acme.keys
                        .revoke(reader, strong.id(), "leaked")
                        .orElseThrow()
                        .key()
                        .status())
                .isEqualTo(KeyStatus.REVOKED);
        assertThat(acme.keys.delete(reader, strong.id())).isPresent();
    }

    @Test
    void aMemberHasNoHandInAnotherWorkspace() {
        ApiKeyRecord theirs =
                acme.keys.issue(ADMIN, "zeta", "live", having("flows:read")).record();
        String why = "can administer keys of workspace acme only";
        assertRefused(why, () -> acme.keys.issue(reader, "zeta", "live", having("flows:read")));
        assertRefused(why, () -> acme.keys.issue(reader, "no-such", "live", having("flows:read")));
        assertRefused(why, () -> acme.keys.rotate(reader, theirs.id(), Overlap.NONE));
        assertRefused(why, () -> acme.keys.update(reader, theirs, having()));
        assertRefused(why, () -> acme.keys.revoke(reader, theirs.id(), "x"));
        assertRefused(why, () -> acme.keys.disable(reader, theirs.id()));
        assertRefused(why, () -> acme.keys.enable(reader, theirs.id()));
        assertRefused(why, () -> acme.keys.delete(reader, theirs.id()));
    }

    @Test
    void aMemberAdministersNoWorkspace() {
        String why = "can administer keys of that workspace but no workspaces";
        WorkspaceRecord record = acme.acme();
        assertRefused(why, () -> acme.keys.createWorkspace(reader, WorkspaceRecord.of("new", "free")));
        assertRefused(why, () -> acme.keys.updateWorkspace(reader, record.withPlan("pro")));
        assertRefused(why, () -> acme.keys.suspendWorkspace(reader, "acme"));
        assertRefused(why, () -> acme.keys.resumeWorkspace(reader, "acme"));
        assertRefused(why, () -> acme.keys.importRecords(reader, new RecordsDocument(List.of(), List.of())));
    }

    @Test
    void aWorkspaceIsAllowedNoMoreThanWhoAllowsItHolds() {
        Actor operator = new Actor("Op", PermissionSet.of("flows:read"), null, null);
        WorkspaceRecord record = acme.acme();
        assertRefused(
                "Op does not hold *", () -> acme.keys.createWorkspace(operator, WorkspaceRecord.of("new", "free")));
        assertRefused(
                "Op does not hold users:read",
                () -> acme.keys.updateWorkspace(
                        operator, record.withCeiling(PermissionSet.of("flows:*", "users:read"))));
        acme.keys.updateWorkspace(operator, record.withCeiling(PermissionSet.of("flows:execute")));
        assertThat(acme.acme().ceiling()).isEqualTo(PermissionSet.of("flows:execute"));
    }

    @Test
    void resumingAWorkspaceTakesWhoeverHoldsWhatItsCeilingAllows() {
        Actor operator = new Actor("Op", PermissionSet.of("flows:read"), null, null);
        acme.issue("flows:execute");
        acme.keys.suspendWorkspace(operator, "acme");
        WorkspaceRecord suspended = acme.acme();

        assertRefused("Op does not hold", () -> acme.keys.resumeWorkspace(operator, "acme"));
        assertRefused("Op does not hold", () -> acme.keys.updateWorkspace(operator, suspended.withSuspended(false)));
        assertRefused(
                "Op does not hold",
                () -> acme.keys.updateWorkspace(
                        operator, suspended.withSuspended(false).withCeiling(PermissionSet.of("flows:execute"))));

        acme.keys.updateWorkspace(operator, suspended.withSuspended(false).withCeiling(PermissionSet.of("flows:read")));
        assertThat(acme.acme().suspended()).isFalse();
        acme.keys.suspendWorkspace(ADMIN, "acme");
        assertThat(acme.keys.resumeWorkspace(operator, "acme").orElseThrow().suspended())
                .isFalse();
    }

    @Test
    void keyWithEverythingIssuesNoKeyWithWildcardsOnly() {
        ApiKeyRecord own = acme.keys.issue(ADMIN, "zeta", "live", having("*")).record();
        Actor actor = actingWith(own);
        String why = "can grant some of its permissions";
        assertRefused(why, () -> acme.keys.issue(actor, "zeta", "live", having("*")));
        assertRefused(why, () -> acme.keys.issue(actor, "zeta", "live", having("*:*")));
        assertRefused(why, () -> acme.keys.issue(actor, "zeta", "live", having("*:*:*", "flows:read")));

        ApiKeyRecord made = acme.keys
                .issue(actor, "zeta", "live", having("flows:*", "users:*"))
                .record();
        assertThat(made.createdBy()).isEqualTo("key " + own.id());
    }

    @Test
    void keyWithoutPermissionsEndsTheUseOfAnyKeyOfItsWorkspaceAndEnvironment() {
        ApiKeyRecord strong =
                acme.keys.issue(ADMIN, "zeta", "live", having("*")).record();
        Actor actor =
                actingWith(acme.keys.issue(ADMIN, "zeta", "live", having()).record());

        assertThat(acme.keys
                        .revoke(actor, strong.id(), "leaked")
                        .orElseThrow()
                        .key()
                        .status())
                .isEqualTo(KeyStatus.REVOKED);
        assertRefused("does not hold", () -> acme.keys.delete(actor, strong.id()));
    }

    @Test
    void aKeyGivesLessThanItHoldsToKeysThatLiveNoLonger() {
        ApiKeyRecord own = acme.issue(having("flows:read", "flows:list").withExpiry(start.plusSeconds(60)));
        Actor actor = actingWith(own);
        ApiKeySettings less = having("flows:read").withExpiry(start.plusSeconds(60));

        ApiKeyRecord made = acme.keys.issue(actor, "acme", "live", less).record();

        assertThat(made.createdBy()).isEqualTo("key " + own.id());
        assertRefused("ends at", () -> acme.keys.issue(actor, "acme", "live", having("flows:read")));
        assertRefused("ends at", () -> acme.keys.issue(actor, "acme", "live", less.withExpiry(start.plusSeconds(61))));
        assertRefused("own workspace and environment", () -> acme.keys.issue(actor, "acme", "staging", less));
        assertRefused("acme only", () -> acme.keys.issue(actor, "zeta", "live", less));
        assertRefused(
                "does not hold flows:execute", () -> acme.keys.issue(actor, "acme", "live", having("flows:execute")));
    }

    @Test
    void aKeyMakesNoTwinOfItself() {
        ApiKeyRecord own = acme.issue("flows:read", "flows:list");
        assertRefused(
                "can grant some of its permissions",
                () -> acme.keys.issue(actingWith(own), "acme", "live", having("flows:read", "flows:list")));
        ApiKeyRecord twin = acme.issue("flows:read", "flows:list");
        assertRefused(
                "can grant some of its permissions", () -> acme.keys.rotate(actingWith(own), twin.id(), Overlap.NONE));
        ApiKeyRecord nothing = acme.issue();
        assertRefused(
                "can grant some of its permissions",
                () -> acme.keys.issue(actingWith(nothing), "acme", "live", having()));
    }

    @Test
    void aKeyNeitherProlongsNorReplacesNorChangesItself() {
        ApiKeyRecord own = acme.issue(having("flows:read").withExpiry(start.plusSeconds(60)));
        Actor actor = actingWith(own);
        String why = "cannot change its own record";
        assertRefused(why, () -> acme.keys.rotate(actor, own.id(), Overlap.NONE));
        assertRefused(why, () -> acme.keys.update(actor, own, own.settings().withExpiry(null)));
        assertRefused(why, () -> acme.keys.update(actor, own, own.settings().withExpiry(start.plusSeconds(1))));
        assertThat(acme.keys.disable(actor, own.id())).isPresent();
        assertRefused("no longer works", () -> acme.keys.enable(actor, own.id()));
        acme.keys.enable(ADMIN, own.id());
        assertRefused(why, () -> acme.keys.enable(actor, own.id()));
        assertThat(acme.keys.revoke(actor, own.id(), "self")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"revoked", "disabled", "expired", "suspended", "deleted"})
    void aKeyThatHasStoppedWorkingSinceGivesNothing(String how) {
        ApiKeyRecord own = acme.issue(having("flows:read", "flows:list").withExpiry(start.plusSeconds(60)));
        switch (how) {
            case "revoked" -> acme.keys.revoke(ADMIN, own.id(), "x");
            case "disabled" -> acme.keys.disable(ADMIN, own.id());
            case "suspended" -> acme.keys.suspendWorkspace(ADMIN, "acme");
            case "deleted" -> acme.keys.delete(ADMIN, own.id());
            default -> acme.time.advance(Duration.ofSeconds(60));
        }
        Instant end = acme.time.instant().plusNanos(1_000);
        assertRefused(
                "no longer",
                () -> acme.keys.issue(
                        actingWith(own), "acme", "live", having("flows:read").withExpiry(end)));
    }

    @Test
    void aKeyGivesNoMoreThanItHoldsByNow() {
        ApiKeyRecord own = acme.issue("flows:read", "flows:list", "files:read");
        Actor from = actingWith(own);
        acme.keys.updateWorkspace(ADMIN, acme.acme().withCeiling(PermissionSet.of("flows:*")));
        ApiKeyRecord target = acme.issue("flows:read");
        ApiKeyRecord strong = acme.now(target.id());
        acme.keys.updateWorkspace(ADMIN, acme.acme().withCeiling(PermissionSet.of("flows:list", "flows:execute")));
        assertRefused("does not hold flows:read", () -> acme.keys.rotate(from, strong.id(), Overlap.NONE));
    }

    @Test
    void aMemberDecidesOnNoPlanAndNoLimits() {
        String why = "cannot set plans or limits";
        assertRefused(why, () -> acme.keys.issue(reader, "acme", "live", having().withPlan("pro")));
        assertRefused(
                why,
                () -> acme.keys.issue(reader, "acme", "live", having().withLimits(RateLimit.perSecond(1_000_000))));
        ApiKeyRecord fast = acme.issue(having().withPlan("pro").withLimits(RateLimit.perMinute(7)));
        ApiKeySettings kept = fast.settings();
        assertRefused(why, () -> acme.keys.update(reader, fast, kept.withLimits()));
        assertRefused(why, () -> acme.keys.update(reader, fast, kept.withPlan("free")));
        ApiKeyRecord renamed = acme.keys.update(reader, fast, kept.withName("renamed"));
        assertThat(acme.keys
                        .rotate(reader, renamed.id(), Overlap.NONE)
                        .orElseThrow()
                        .record()
                        .settings())
                .isEqualTo(kept.withName("renamed"));
    }

    @Test
    void aKeyGivesNoBetterPlanNoWiderLimitsAndNoWiderAllowlistThanItHas() {
        ApiKeySettings bound = having("flows:read", "flows:list")
                .withPlan("enterprise")
                .withLimits(RateLimit.perMinute(1))
                .withAllowlist("10.0.0.0/8", "2001:db8::/32");
        Actor actor = actingWith(acme.issue(bound));
        ApiKeySettings less = bound.withPermissions("flows:read");

        assertRefused("its own plan and limits", () -> acme.keys.issue(actor, "acme", "live", less.withLimits()));
        assertRefused("its own plan and limits", () -> acme.keys.issue(actor, "acme", "live", less.withPlan(null)));
        assertRefused(
                "an allowlist",
                () -> acme.keys.issue(actor, "acme", "live", less.withAllowlist("10.0.0.0/8", "192.0.2.1")));
        ApiKeySettings anywhere = having("flows:read").withPlan("enterprise").withLimits(RateLimit.perMinute(1));
        assertRefused("an allowlist", () -> acme.keys.issue(actor, "acme", "live", anywhere));
        ApiKeyRecord open = acme.issue(anywhere);
        assertRefused("an allowlist", () -> acme.keys.rotate(actor, open.id(), Overlap.NONE));
        acme.keys.issue(actor, "acme", "live", less.withAllowlist("10.1.0.0/16", "10.9.9.9", "2001:db8:1::/48"));
    }

    @Test
    void aKeyGivesNoServiceThatItIsNotFor() {
        Actor actor = actingWith(acme.issue(having("flows:read", "flows:list").withServices("billing", "flows")));
        ApiKeySettings less = having("flows:read");

        assertRefused("services", () -> acme.keys.issue(actor, "acme", "live", less));
        assertRefused("services", () -> acme.keys.issue(actor, "acme", "live", less.withServices("billing", "files")));
        ApiKeyRecord everywhere = acme.issue(less);
        assertRefused("services", () -> acme.keys.rotate(actor, everywhere.id(), Overlap.NONE));
        acme.keys.issue(actor, "acme", "live", less.withServices("billing"));
    }

    @Test
    void aKeyForAllServicesGivesAny() {
        Actor actor = actingWith(acme.issue("flows:read", "flows:list"));
        acme.keys.issue(actor, "acme", "live", having("flows:read").withServices("billing"));
        acme.keys.issue(actor, "acme", "live", having("flows:read"));
    }

    @Test
    void aKeyEndsTheUseOfKeysOfItsEnvironmentOnlyWhileItWorks() {
        ApiKeyRecord own = acme.issue("flows:read", "flows:list");
        ApiKeyRecord strong = acme.issue("flows:*");
        ApiKeyRecord staging =
                acme.keys.issue(ADMIN, "acme", "staging", having()).record();
        Actor actor = actingWith(own);
        assertRefused("own workspace and environment", () -> acme.keys.revoke(actor, staging.id(), "x"));
        assertRefused("own workspace and environment", () -> acme.keys.disable(actor, staging.id()));
        assertRefused("own workspace and environment", () -> acme.keys.delete(actor, staging.id()));
        assertRefused("does not hold flows:*", () -> acme.keys.delete(actor, strong.id()));
        assertThat(acme.keys.disable(actor, strong.id())).isPresent();
        acme.keys.revoke(ADMIN, own.id(), "x");
        assertRefused("no longer", () -> acme.keys.revoke(actor, strong.id(), "x"));
        assertRefused("no longer", () -> acme.keys.delete(actor, own.id()));
    }

    @Test
    void whatAMemberMayNotTouchTellsThemNothing() {
        ApiKeyRecord theirs = acme.keys.issue(ADMIN, "zeta", "live", having()).record();
        acme.keys.revoke(ADMIN, theirs.id(), "x");
        assertRefused("acme only", () -> acme.keys.rotate(reader, theirs.id(), Overlap.NONE));
        ApiKeyRecord revoked = acme.now(theirs.id());
        assertRefused("acme only", () -> acme.keys.update(reader, revoked, having("users:read")));
        assertRefused("acme only", () -> acme.keys.enable(reader, theirs.id()));
    }

    @Test
    @SuppressWarnings("NullAway") // applications are not checked by it
    void aMemberWithoutAWorkspaceIsNoOperator() {
        assertThatNullPointerException().isThrownBy(() -> Actor.member("Ada", null, PermissionSet.NONE));
    }

    @Test
    void anActorHasAName() {
        assertThatIllegalArgumentException().isThrownBy(() -> Actor.system(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> Actor.system("a\nb"));
        assertThatIllegalArgumentException().isThrownBy(() -> Actor.system("x".repeat(101)));
        assertThatIllegalArgumentException().isThrownBy(() -> Actor.system("half \ud83d"));
        assertThatIllegalArgumentException().isThrownBy(() -> Actor.system("Ada\u202Elive"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Actor("key", PermissionSet.NONE, null, new KeyId("k")));
        assertThat(Actor.system("Ada")).hasToString("Ada");
    }
}
