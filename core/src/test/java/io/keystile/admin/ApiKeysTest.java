package io.keystile.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.ManualTime;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.key.Verdict;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.KeyQuery;
import io.keystile.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
    private static final ApiKeyFormat FORMAT = ApiKeyFormat.ofBrand("pk");
    private static final Actor ADMIN = Actor.system("Ada");
    private static final ApiKeySettings CI = ApiKeySettings.named("ci");

    private final ManualTime time = new ManualTime();
    private final RacingStore store = new RacingStore();
    private final SecretHasher hasher = SecretHasher.sha256();
    private final ApiKeys keys = new ApiKeys(store, FORMAT, hasher, Plans.standard(), time, new SeededRandom(7));

    @BeforeEach
    void createWorkspace() {
        keys.createWorkspace(
                ADMIN, WorkspaceRecord.of("acme", "free").withCeiling(PermissionSet.of("flows:*", "files:read")));
    }

    @Test
    void anIssuedKeyIsActiveAndAllThatWasDecidedOfItIsKept() {
        time.advance(Duration.ofDays(3));
        ApiKeySettings settings = CI.withPermissions("flows:execute")
                .withPlan("enterprise")
                .withAllowlist("10.0.0.0/8")
                .withExpiry(time.instant().plusNanos(1_000))
                .withMetadata("team", "blue");

        ApiKeyRecord record = keys.issue(ADMIN, "acme", "live", settings).record();

        assertThat(record.settings()).isEqualTo(settings);
        assertThat(record.status()).isEqualTo(KeyStatus.ACTIVE);
        assertThat(record.version()).isEqualTo(1);
        assertThat(record.workspace()).isEqualTo("acme");
        assertThat(record.environment()).isEqualTo("live");
        assertThat(record.createdAt()).isEqualTo(time.instant());
        assertThat(record.revocationReason()).isNull();
        assertThat(keys.unrestricted().find(record.id())).contains(record);
    }

    @Test
    void thePlaintextIsRevealedOnceAndVerifiesAgainstTheRecord() {
        IssuedKey issued = keys.issue(ADMIN, "acme", "live", CI);

        PresentedKey presented = FORMAT.parse(issued.reveal());

        assertThat(presented).isNotNull();
        assertThat(presented.id()).isEqualTo(issued.record().id());
        assertThat(hasher.verify(presented, issued.record().hash())).isEqualTo(Verdict.RIGHT);
        assertThatIllegalStateException()
                .isThrownBy(issued::reveal)
                .withMessageContaining(issued.record().id().value())
                .withMessageContaining("issue another key");
    }

    @Test
    void theSecretIsInNoTextOfTheIssuedKeyItsRecordOrTheStore() {
        IssuedKey issued = keys.issue(ADMIN, "acme", "live", CI);
        String before = issued.toString();
        String plaintext = issued.reveal();
        String secret = plaintext.substring(plaintext.length() - 38, plaintext.length() - 6);
        ApiKeyRecord stored = keys.unrestricted().find(issued.record().id()).orElseThrow();

        assertThat(before).isEqualTo("IssuedKey[" + stored.id() + "]").isEqualTo(issued.toString());
        assertThat(stored.toString() + stored.hash().encoded() + issued.record())
                .doesNotContain(secret);
        assertThat(stored.toString()).doesNotContain(stored.hash().encoded());
    }

    @Test
    void noTwoKeysAreAlike() {
        assertThat(keys.issue(ADMIN, "acme", "live", CI).reveal())
                .isNotEqualTo(keys.issue(ADMIN, "acme", "live", CI).reveal());
    }

    @Test
    void aKeyOfAWorkspaceThatDoesNotExistIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.issue(ADMIN, "nobody", "live", CI))
                .withMessage("There is no workspace \"nobody\"; create it before its keys");
    }

    @Test
    void aPlanThatDoesNotExistIsRefusedWithThoseThatDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.issue(ADMIN, "acme", "live", CI.withPlan("gold")))
                .withMessage("There is no plan \"gold\"; there are enterprise, free, pro");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.createWorkspace(ADMIN, WorkspaceRecord.of("other", "gold")))
                .withMessageContaining("free");
        assertThat(store.findWorkspace("other")).isEmpty();
    }

    @Test
    void anAllowlistOnAPlanWithoutAnyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.issue(ADMIN, "acme", "live", CI.withAllowlist("10.0.0.0/8")))
                .withMessageContaining("Plan \"free\" has no allowlists");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        keys.issue(ADMIN, "acme", "live", CI.withPlan("pro").withAllowlist("10.0.0.0/8")))
                .withMessageContaining("Plan \"pro\" has no allowlists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"files:write", "files:*", "*", "flows", "*:read"})
    void aPermissionAboveTheCeilingIsRefused(String permission) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.issue(ADMIN, "acme", "live", CI.withPermissions("flows:read", permission)))
                .withMessageContaining("Workspace acme does not allow " + permission)
                .withMessageContaining("[files:read, flows:*]");
    }

    @Test
    void anExpiryThatIsNotInTheFutureIsRefused() {
        time.advance(Duration.ofDays(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.issue(ADMIN, "acme", "live", CI.withExpiry(time.instant())))
                .withMessageContaining("2030-01-02T00:00:00Z, which is not in the future");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "l", "Live", "li_ve", "1ive", "abcdefghijklm"})
    void anEnvironmentThatCannotStandInAKeyIsRefusedWithAnExample(String environment) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.issue(ADMIN, "acme", environment, CI))
                .withMessageContaining("for example \"live\"");
    }

    @Test
    void whatIsRefusedLeavesNoRecord() {
        assertThatThrownBy(() -> keys.issue(ADMIN, "acme", "live", CI.withPermissions("*")))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(keys.unrestricted().list(KeyQuery.ofWorkspace("acme"))).isEmpty();
    }

    @Test
    void aWorkspaceIsCreatedOnce() {
        assertThatIllegalStateException()
                .isThrownBy(() -> keys.createWorkspace(ADMIN, WorkspaceRecord.of("acme", "pro")))
                .withMessageContaining("acme");
        assertThat(store.findWorkspace("acme").orElseThrow().plan()).isEqualTo("free");
    }

    @Test
    void keysAreListedByWorkspaceInTheOrderOfTheirCreationRevokedOnesToo() {
        keys.createWorkspace(ADMIN, WorkspaceRecord.of("other", "pro"));
        KeyId[] ids = new KeyId[5];
        for (int i = 0; i < ids.length; i++) {
            time.advanceNanos(1_000);
            ids[i] = keys.issue(ADMIN, "acme", "live", CI).record().id();
            keys.issue(ADMIN, "other", "live", CI);
        }
        keys.revoke(ADMIN, ids[2], "lost");

        List<ApiKeyRecord> listed = keys.unrestricted().list(KeyQuery.ofWorkspace("acme"));

        assertThat(listed).extracting(ApiKeyRecord::id).containsExactly(ids);
        assertThat(listed).extracting(ApiKeyRecord::status).contains(KeyStatus.REVOKED);
        assertThat(listed).isUnmodifiable();
        assertThat(keys.unrestricted().list(KeyQuery.ofWorkspace("nobody"))).isEmpty();
    }

    @Test
    void whatDoesNotExistIsNeitherFoundNorRevoked() {
        assertThat(keys.unrestricted().find(new KeyId("nobody"))).isEmpty();
        assertThat(keys.revoke(ADMIN, new KeyId("nobody"), "lost")).isEmpty();
    }

    @Test
    void revokingIsFinalAndTheFirstReasonStays() {
        KeyId id = keys.issue(ADMIN, "acme", "live", CI).record().id();

        Optional<ApiKeyRecord> first = keys.revoke(ADMIN, id, "lost").map(Revocation::key);
        Optional<ApiKeyRecord> second = keys.revoke(ADMIN, id, "found again").map(Revocation::key);

        assertThat(first).hasValueSatisfying(record -> {
            assertThat(record.status()).isEqualTo(KeyStatus.REVOKED);
            assertThat(record.revocationReason()).isEqualTo("lost");
            assertThat(record.version()).isEqualTo(2);
        });
        assertThat(second).isEqualTo(first).isEqualTo(keys.unrestricted().find(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   "})
    void revokingWithoutAReasonIsRefused(String reason) {
        KeyId id = keys.issue(ADMIN, "acme", "live", CI).record().id();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.revoke(ADMIN, id, reason))
                .withMessageContaining("1 to 200");
        assertThat(keys.unrestricted().find(id).orElseThrow().status()).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void aRevocationWinsAgainstChangesThatComeBetween() {
        KeyId id = keys.issue(ADMIN, "acme", "live", CI).record().id();
        store.changeBeforeReplacement(RacingStore.renamed("one"));
        store.changeBeforeReplacement(RacingStore.renamed("two"));
        store.changeBeforeReplacement(RacingStore.renamed("three"));

        assertThat(keys.revoke(ADMIN, id, "lost").map(Revocation::key)).hasValueSatisfying(record -> {
            assertThat(record.status()).isEqualTo(KeyStatus.REVOKED);
            assertThat(record.version()).isEqualTo(5);
            assertThat(record.settings().name()).isEqualTo("three");
        });
        assertThat(keys.unrestricted().find(id).orElseThrow().status()).isEqualTo(KeyStatus.REVOKED);
    }

    @Test
    void anotherRevocationThatComesBetweenIsAsGood() {
        KeyId id = keys.issue(ADMIN, "acme", "live", CI).record().id();
        store.changeBeforeReplacement(record -> record.revoked("stolen"));

        assertThat(keys.revoke(ADMIN, id, "lost").orElseThrow().key().revocationReason())
                .isEqualTo("stolen");
        assertThat(keys.unrestricted().find(id).orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void aStoreThatCannotKeepAChangeIsNotTakenForOneThatDid() {
        KeyId id = keys.issue(ADMIN, "acme", "live", CI).record().id();
        store.failFromNowOn();

        assertThatThrownBy(() -> keys.revoke(ADMIN, id, "lost")).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> keys.issue(ADMIN, "acme", "live", CI)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> keys.unrestricted().find(id)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> keys.unrestricted().list(KeyQuery.ofWorkspace("acme")))
                .isInstanceOf(StoreException.class);
    }
}
