package io.keystile.admin;

import static io.keystile.admin.Administration.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.keystile.TestKeys;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.PermissionSet;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.KeyQuery;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RotationTest {
    private static final Overlap HOUR = Overlap.of(Duration.ofHours(1));

    private final Administration acme = new Administration();
    private final Instant start = acme.time.instant();

    private ApiKeyRecord rotate(ApiKeyRecord key, Overlap overlap) {
        return acme.keys.rotate(ADMIN, key.id(), overlap).orElseThrow().record();
    }

    @Test
    void theNewKeyHasTheSettingsOfTheOldOneAndALineage() {
        ApiKeyRecord old = acme.issue(ApiKeySettings.named("ci")
                .withPermissions("flows:read")
                .withAllowlist("10.0.0.0/8")
                .withLimits(RateLimit.perHour(7))
                .withServices("billing")
                .withExpiry(start.plusSeconds(9_000))
                .withMetadata("team", "blue"));
        acme.time.advance(Duration.ofMinutes(1));

        IssuedKey issued = acme.keys.rotate(ADMIN, old.id(), HOUR).orElseThrow();

        ApiKeyRecord successor = acme.now(issued.record().id());
        assertThat(successor).isEqualTo(issued.record());
        assertThat(successor.settings()).isEqualTo(old.settings());
        assertThat(successor.workspace()).isEqualTo("acme");
        assertThat(successor.environment()).isEqualTo("live");
        assertThat(successor.createdAt()).isEqualTo(acme.time.instant());
        assertThat(successor.lineage().predecessor()).isEqualTo(old.id());
        assertThat(acme.now(old.id()).lineage().successor()).isEqualTo(successor.id());
        assertThat(TestKeys.idOf(issued.reveal())).isEqualTo(successor.id());
    }

    @Test
    void theOldKeyWorksUntilTheOverlapIsOver() {
        ApiKeyRecord old = acme.issue("flows:read");
        rotate(old, HOUR);
        Instant end = start.plus(Duration.ofHours(1));
        assertThat(acme.now(old.id()).endsAt()).isEqualTo(end);
        assertThat(acme.now(old.id()).statusAt(end.minusNanos(1))).isEqualTo(KeyStatus.ACTIVE);
        assertThat(acme.now(old.id()).statusAt(end)).isEqualTo(KeyStatus.EXPIRED);
    }

    @Test
    void withoutAnOverlapTheOldKeyStopsAtOnce() {
        ApiKeyRecord old = acme.issue("flows:read");
        rotate(old, Overlap.NONE);
        assertThat(acme.now(old.id()).statusAt(start)).isEqualTo(KeyStatus.EXPIRED);
    }

    @Test
    void noOverlapGoesBeyondTheOldKeysOwnEnd() {
        ApiKeyRecord old = acme.issue(ApiKeySettings.named("ci").withExpiry(start.plusSeconds(60)));
        rotate(old, HOUR);
        assertThat(acme.now(old.id()).endsAt()).isEqualTo(start.plusSeconds(60));
    }

    @Test
    void prolongingTheOldKeyAfterwardsDoesNotProlongItsOverlap() {
        ApiKeyRecord old = acme.issue("flows:read");
        rotate(old, HOUR);
        ApiKeyRecord seen = acme.now(old.id());
        acme.keys.update(ADMIN, seen, seen.settings().withExpiry(start.plus(Duration.ofDays(90))));
        assertThat(acme.now(old.id()).endsAt()).isEqualTo(start.plus(Duration.ofHours(1)));
    }

    @Test
    void theOverlapCanEndWithTheFirstUseOfTheNewKey() {
        ApiKeyRecord old = acme.issue("flows:read");
        ApiKeyRecord successor = rotate(old, Overlap.untilFirstUse(Duration.ofDays(30)));
        assertThat(acme.now(old.id()).endsAt()).isEqualTo(start.plus(Duration.ofDays(30)));
        acme.heard();
        Instant used = start.plusSeconds(5);

        acme.keys.successorUsed(successor.id(), used);
        acme.keys.successorUsed(successor.id(), used.minusSeconds(1));

        assertThat(acme.now(old.id()).endsAt()).isEqualTo(used);
        assertThat(acme.heard()).containsExactly("first use of " + successor.id() + " RETIRED " + old.id());
    }

    @Test
    void aUseEndsNoOverlapThatWasChosenByTime() {
        ApiKeyRecord old = acme.issue("flows:read");
        ApiKeyRecord successor = rotate(old, HOUR);
        acme.keys.successorUsed(successor.id(), start);
        acme.keys.successorUsed(old.id(), start);
        acme.keys.successorUsed(new KeyId("nobody"), start);
        assertThat(acme.now(old.id()).endsAt()).isEqualTo(start.plus(Duration.ofHours(1)));
    }

    @Test
    void aKeyIsReplacedOnceAndThenItsSuccessorIs() {
        ApiKeyRecord old = acme.issue("flows:read");
        ApiKeyRecord second = rotate(old, HOUR);
        assertThatIllegalStateException()
                .isThrownBy(() -> rotate(old, HOUR))
                .withMessageContaining("has the successor " + second.id());
        ApiKeyRecord third = rotate(second, HOUR);
        assertThat(third.lineage().predecessor()).isEqualTo(second.id());
        assertThat(acme.now(second.id()).lineage().predecessor()).isEqualTo(old.id());
    }

    @Test
    void aKeyThatDoesNotWorkIsNotReplaced() {
        ApiKeyRecord disabled = acme.issue("flows:read");
        acme.keys.disable(ADMIN, disabled.id());
        ApiKeyRecord revoked = acme.issue("flows:read");
        acme.keys.revoke(ADMIN, revoked.id(), "lost");
        ApiKeyRecord expired = acme.issue(ApiKeySettings.named("ci").withExpiry(start.plusSeconds(1)));
        acme.time.advance(Duration.ofSeconds(1));
        for (ApiKeyRecord key : new ApiKeyRecord[] {disabled, revoked, expired}) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> rotate(key, HOUR))
                    .withMessageContaining("is not active");
        }
        assertThat(acme.keys.rotate(ADMIN, new KeyId("nobody"), HOUR)).isEmpty();
    }

    @Test
    void aKeyCanBeReplacedAfterItsWorkspaceWasNarrowed() {
        ApiKeyRecord old = acme.issue("flows:read");
        acme.keys.updateWorkspace(ADMIN, acme.acme().withCeiling(PermissionSet.NONE));
        assertThat(rotate(old, HOUR).settings()).isEqualTo(old.settings());
    }

    @Test
    void aLostRaceLeavesNoSuccessorBehind() {
        ApiKeyRecord old = acme.issue("flows:read");
        acme.store.changeBeforeReplacement(record -> record.revoked("stolen"));
        assertThatExceptionOfType(ConcurrentChangeException.class).isThrownBy(() -> rotate(old, HOUR));
        assertThat(acme.keys.unrestricted().list(KeyQuery.ofAll())).containsExactly(old.revoked("stolen"));
    }

    @Test
    void anOverlapIsBounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> Overlap.of(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Overlap.untilFirstUse(Duration.ofDays(366).plusNanos(1)))
                .withMessageContaining("366 days");
    }
}
