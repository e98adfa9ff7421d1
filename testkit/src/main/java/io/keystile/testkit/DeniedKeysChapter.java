package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import java.time.Duration;
import org.junit.jupiter.api.Test;

abstract class DeniedKeysChapter extends Chapter {
    DeniedKeysChapter(ContractSites sites) {
        super(sites);
    }

    private void assertDenialNamesTheReason(String key, String problem, String word) {
        Answer answer = get(WHO_AM_I + "?marker=marker", bearer(key));

        Denials.assertDenial(answer, 401, problem, key);
        assertThat(answer.header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .startsWith("Bearer realm=\"api\", error=\"invalid_token\", error_description=\"")
                .contains(word);
    }

    @Test
    void disabledKeyIs401WithItsReason() {
        String key = keys.issue();
        keys.disable(key);

        assertDenialNamesTheReason(key, "key-disabled", "disabled");
    }

    @Test
    void revokedKeyIs401FromTheNextRequestOn() {
        String key = keys.issue();
        assertThat(get(WHO_AM_I, bearer(key)).status()).isEqualTo(200);

        keys.manager().revoke(TestKeys.ADMIN, keys.idOf(key), "leaked");

        assertDenialNamesTheReason(key, "key-revoked", "revoked");
    }

    @Test
    void expiredKeyIs401FromTheInstantOfItsExpiryOn() {
        String key = keys.issue(
                "enterprise",
                ApiKeySettings.named("short").withExpiry(keys.now().plusSeconds(10)));
        assertThat(get(WHO_AM_I, bearer(key)).status()).isEqualTo(200);

        keys.passes(Duration.ofSeconds(10));

        assertDenialNamesTheReason(key, "key-expired", "expired");
    }

    @Test
    void keyOfAnotherEnvironmentIs401() {
        String key = keys.manager()
                .issue(TestKeys.ADMIN, "enterprise", "staging", ApiKeySettings.named("staging"))
                .reveal();

        assertDenialNamesTheReason(key, "wrong-environment", "environment");
    }

    @Test
    void keyOfAnotherServiceIs401() {
        String key = keys.issue("enterprise", ApiKeySettings.named("other").withServices("billing", "files"));

        assertDenialNamesTheReason(key, "wrong-service", "service");
    }

    @Test
    void keyThatNamesThisServiceAmongOthersIsGranted() {
        String key = keys.issue("enterprise", ApiKeySettings.named("both").withServices("billing", TestKeys.SERVICE));

        assertThat(get(WHO_AM_I, bearer(key)).status()).isEqualTo(200);
    }

    @Test
    void keyOfASuspendedWorkspaceIs401() {
        keys.manager().createWorkspace(TestKeys.ADMIN, WorkspaceRecord.of("late-payer", "free"));
        String key = keys.issue("late-payer", ApiKeySettings.named("test"));
        keys.store()
                .replace(keys.store()
                        .findWorkspace("late-payer")
                        .orElseThrow()
                        .withSuspended(true)
                        .next());

        assertDenialNamesTheReason(key, "workspace-suspended", "suspended");
    }
}
