package io.keystile.admin;

import static io.keystile.admin.Administration.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keystile.key.KeyId;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.KeyQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What revoking a key says of its lineage, and what revoking a lineage leaves. */
class RevocationTest {
    private static final Overlap WEEK = Overlap.of(Duration.ofDays(7));

    private final Administration acme = new Administration();
    private final ApiKeyRecord first = acme.issue("flows:read");

    private ApiKeyRecord rotate(ApiKeyRecord key, Overlap overlap) {
        return acme.keys.rotate(ADMIN, key.id(), overlap).orElseThrow().record();
    }

    private static List<KeyId> ids(List<ApiKeyRecord> keys) {
        return keys.stream().map(ApiKeyRecord::id).toList();
    }

    private List<ApiKeyRecord> active() {
        return acme.keys.unrestricted().list(KeyQuery.ofAll().withStatus(KeyStatus.ACTIVE, acme.time.instant()));
    }

    @Test
    void aKeyThatWasNeverRotatedHasNoOtherKeys() {
        assertThat(acme.keys.revoke(ADMIN, first.id(), "lost"))
                .contains(new Revocation(first.revoked("lost"), List.of(), List.of()));
    }

    @Test
    void theResultNamesTheKeysThatStillWork() {
        ApiKeyRecord second = rotate(first, WEEK);
        ApiKeyRecord third = rotate(second, WEEK);

        Revocation revoked = acme.keys.revoke(ADMIN, second.id(), "leaked").orElseThrow();

        assertThat(revoked.key()).isEqualTo(acme.now(second.id()));
        assertThat(ids(revoked.stillActive())).containsExactlyInAnyOrder(first.id(), third.id());
        assertThat(revoked.alsoRevoked()).isEmpty();
    }

    @Test
    void theResultDoesNotNameKeysThatEnded() {
        ApiKeyRecord second = rotate(first, Overlap.NONE);
        acme.keys.disable(ADMIN, rotate(second, WEEK).id());
        assertThat(acme.keys.revoke(ADMIN, second.id(), "leaked").orElseThrow().stillActive())
                .isEmpty();
    }

    @Test
    void aRotationThatWinsTheRaceIsReported() {
        acme.store.changeBeforeReplacement(key -> successorOf(key).replaced());
        ApiKeyRecord successor = successorOf(first).successor();

        Revocation revoked = acme.keys.revoke(ADMIN, first.id(), "leaked").orElseThrow();

        assertThat(ids(revoked.stillActive())).containsExactly(successor.id());
    }

    @Test
    void revokingALineageRevokesTheSuccessorOfARotationThatWinsTheRace() {
        acme.store.changeBeforeReplacement(key -> successorOf(key).replaced());

        Revocation revoked =
                acme.keys.revokeLineage(ADMIN, first.id(), "leaked").orElseThrow();

        assertThat(ids(revoked.alsoRevoked()))
                .containsExactly(successorOf(first).successor().id());
        assertThat(active()).isEmpty();
    }

    /** A rotation of another node: the successor it has inserted, and the record that it replaces the key's with. */
    private record Rotation(ApiKeyRecord successor, ApiKeyRecord replaced) {}

    private Rotation successorOf(ApiKeyRecord key) {
        ApiKeyRecord successor = ApiKeyRecord.existing(new KeyId("successor"), "acme", "live", key.hash())
                .withCreation(acme.time.instant(), "another node");
        if (acme.keys.unrestricted().find(successor.id()).isEmpty()) {
            acme.store.insert(successor);
        }
        return new Rotation(
                successor, key.replacedBy(successor.id(), acme.time.instant().plusSeconds(60), false));
    }

    @Test
    void revokingALineageReachesBothEndsFromTheMiddle() {
        ApiKeyRecord second = rotate(first, WEEK);
        ApiKeyRecord third = rotate(second, WEEK);
        ApiKeyRecord fourth = rotate(third, WEEK);
        ApiKeyRecord stranger = acme.issue("flows:read");

        Revocation revoked =
                acme.keys.revokeLineage(ADMIN, second.id(), "leaked").orElseThrow();

        assertThat(revoked.key().id()).isEqualTo(second.id());
        assertThat(ids(revoked.alsoRevoked())).containsExactlyInAnyOrder(first.id(), third.id(), fourth.id());
        assertThat(revoked.stillActive()).isEmpty();
        assertThat(active()).containsExactly(stranger);
        assertThat(acme.now(fourth.id()).revocationReason()).isEqualTo("leaked");
    }

    @Test
    void aDeletedKeyDoesNotHideTheKeysBeyondIt() {
        ApiKeyRecord second = rotate(first, WEEK);
        ApiKeyRecord third = rotate(second, WEEK);
        acme.keys.delete(ADMIN, second.id());

        assertThat(ids(acme.keys
                        .revoke(ADMIN, third.id(), "leaked")
                        .orElseThrow()
                        .stillActive()))
                .containsExactly(first.id());
        acme.keys.revokeLineage(ADMIN, third.id(), "leaked");

        assertThat(active()).isEmpty();
    }

    @Test
    void keysThatCouldWorkAgainAreRevokedToo() {
        ApiKeyRecord disabled = rotate(first, WEEK);
        acme.keys.disable(ADMIN, disabled.id());
        acme.keys.revokeLineage(ADMIN, first.id(), "leaked");
        assertThat(acme.now(disabled.id()).status()).isEqualTo(KeyStatus.REVOKED);
    }

    @Test
    void aLineageThatIsRevokedIsCompletedByAnotherCall() {
        ApiKeyRecord second = rotate(first, WEEK);
        acme.keys.revoke(ADMIN, first.id(), "leaked");
        Revocation revoked = acme.keys.revokeLineage(ADMIN, first.id(), "again").orElseThrow();
        assertThat(revoked.key().revocationReason()).isEqualTo("leaked");
        assertThat(ids(revoked.alsoRevoked())).containsExactly(second.id());
        assertThat(acme.keys.revokeLineage(ADMIN, new KeyId("nobody"), "x")).isEmpty();
    }

    @Test
    void aKeyRevokesItsOwnLineage() {
        ApiKeyRecord second = rotate(first, WEEK);
        acme.keys.revokeLineage(Actor.withKey(first.id(), "acme", PermissionSet.of("flows:read")), first.id(), "self");
        assertThat(acme.now(second.id()).status()).isEqualTo(KeyStatus.REVOKED);
    }

    @Test
    void aMemberRevokesNoLineageOfAnotherWorkspace() {
        Actor stranger = Actor.member("eve", "zeta", PermissionSet.of("*"));
        assertThatExceptionOfType(NotPermittedException.class)
                .isThrownBy(() -> acme.keys.revokeLineage(stranger, first.id(), "x"));
        assertThat(active()).containsExactly(first);
    }

    /** A lineage is what records say; one that an import made up does not reach into another workspace. */
    @Test
    void aLineageEndsAtTheBordersOfItsWorkspace() {
        ApiKeyRecord foreign = acme.keys
                .issue(ADMIN, "zeta", "live", ApiKeySettings.named("theirs"))
                .record();
        acme.store.replace(first.replacedBy(foreign.id(), acme.time.instant().plusSeconds(60), false));
        acme.keys.revokeLineage(ADMIN, first.id(), "leaked");
        assertThat(acme.now(foreign.id()).status()).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    @Timeout(120)
    void noRotationLeavesAWorkingKeyBehind() throws Exception {
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        store.insert(WorkspaceRecord.of("acme", "free"));
        ApiKeys shared = new ApiKeys(store, Administration.FORMAT, SecretHasher.sha256(), Plans.standard());
        KeyQuery working = KeyQuery.ofAll().withStatus(KeyStatus.ACTIVE, Instant.now());
        ExecutorService rotator = Executors.newSingleThreadExecutor();
        try {
            for (int round = 0; round < 500; round++) {
                ApiKeyRecord key = shared.issue(ADMIN, "acme", "live", ApiKeySettings.named("ci"))
                        .record();
                CyclicBarrier together = new CyclicBarrier(2);
                Future<?> rotation = rotator.submit(() -> {
                    together.await();
                    ApiKeyRecord newest = key;
                    for (int i = 0; i < 3; i++) {
                        newest = shared.rotate(ADMIN, newest.id(), WEEK)
                                .orElseThrow()
                                .record();
                    }
                    return newest;
                });
                together.await();
                shared.revokeLineage(ADMIN, key.id(), "leaked");
                try {
                    rotation.get();
                } catch (ExecutionException lost) {
                    assertThat(lost.getCause())
                            .isInstanceOfAny(IllegalStateException.class, ConcurrentChangeException.class);
                }
                assertThat(store.list(working)).isEmpty();
            }
        } finally {
            rotator.shutdownNow();
        }
    }
}
