package io.keystile.admin;

import static io.keystile.admin.Administration.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chains of rotations in which a successor was lost. */
class LineageTest {
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Overlap UNTIL_USED = Overlap.untilFirstUse(MONTH);

    private final Administration acme = new Administration();
    private final Instant start = acme.time.instant();
    private final ApiKeyRecord first = acme.issue("flows:read");

    private ApiKeyRecord rotate(ApiKeyRecord key, Overlap overlap) {
        acme.time.advance(Duration.ofDays(1));
        return acme.keys.rotate(ADMIN, key.id(), overlap).orElseThrow().record();
    }

    private KeyStatus statusOf(ApiKeyRecord key) {
        return acme.now(key.id()).statusAt(acme.time.instant());
    }

    @Test
    void theUseOfALaterSuccessorEndsAllOverlapsUntilFirstUse() {
        ApiKeyRecord lost = rotate(first, UNTIL_USED);
        ApiKeyRecord third = rotate(lost, UNTIL_USED);

        acme.keys.successorUsed(third.id(), acme.time.instant());

        assertThat(statusOf(first)).isEqualTo(KeyStatus.EXPIRED);
        assertThat(statusOf(lost)).isEqualTo(KeyStatus.EXPIRED);
        assertThat(statusOf(third)).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void aLinkWithAFixedOverlapPassesTheUseOn() {
        ApiKeyRecord second = rotate(first, UNTIL_USED);
        ApiKeyRecord third = rotate(second, Overlap.of(MONTH));

        acme.keys.successorUsed(third.id(), acme.time.instant());

        assertThat(statusOf(first)).isEqualTo(KeyStatus.EXPIRED);
        assertThat(statusOf(second)).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void revokingALostSuccessorEndsTheOverlapBeforeIt() {
        ApiKeyRecord lost = rotate(first, UNTIL_USED);
        ApiKeyRecord third = rotate(lost, UNTIL_USED);
        acme.heard();

        acme.keys.revoke(ADMIN, lost.id(), "lost");

        assertThat(statusOf(first)).isEqualTo(KeyStatus.EXPIRED);
        assertThat(statusOf(third)).isEqualTo(KeyStatus.ACTIVE);
        assertThat(acme.heard()).containsExactly("Ada REVOKED " + lost.id(), "Ada RETIRED " + first.id());
    }

    @Test
    void deletingALostSuccessorEndsTheOverlapBeforeIt() {
        ApiKeyRecord lost = rotate(first, UNTIL_USED);
        rotate(lost, UNTIL_USED);

        acme.keys.delete(ADMIN, lost.id());

        assertThat(statusOf(first)).isEqualTo(KeyStatus.EXPIRED);
    }

    @Test
    void theUseOfALaterSuccessorEndsTheOverlapBeforeADeletedKey() {
        ApiKeyRecord lost = rotate(first, UNTIL_USED);
        ApiKeyRecord third = rotate(lost, UNTIL_USED);
        acme.keys.disable(ADMIN, third.id());
        acme.keys.delete(ADMIN, lost.id());
        assertThat(statusOf(first)).isEqualTo(KeyStatus.ACTIVE);

        acme.keys.enable(ADMIN, third.id());
        acme.keys.successorUsed(third.id(), acme.time.instant());

        assertThat(statusOf(first)).isEqualTo(KeyStatus.EXPIRED);
        assertThat(statusOf(third)).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void aLateReportOfARevokedSuccessorEndsNoKeyThatWasRotatedAgain() {
        ApiKeyRecord lost = rotate(first, UNTIL_USED);
        acme.keys.revoke(ADMIN, lost.id(), "lost");
        rotate(first, UNTIL_USED);

        acme.keys.successorUsed(lost.id(), acme.time.instant());

        assertThat(statusOf(first)).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void revokingTheOnlySuccessorLeavesItsPredecessorWorking() {
        ApiKeyRecord lost = rotate(first, UNTIL_USED);
        acme.keys.revoke(ADMIN, lost.id(), "lost");
        assertThat(statusOf(first)).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void aKeyIsRotatedAgainOnceItsLostSuccessorIsRevoked() {
        ApiKeyRecord lost = rotate(first, UNTIL_USED);
        assertThatIllegalStateException()
                .isThrownBy(() -> rotate(first, UNTIL_USED))
                .withMessageContaining("has the successor " + lost.id())
                .withMessageContaining("revoke it if it was lost");

        acme.keys.revoke(ADMIN, lost.id(), "lost");
        ApiKeyRecord found = rotate(first, UNTIL_USED);

        assertThat(acme.now(first.id()).lineage().successor()).isEqualTo(found.id());
        acme.keys.successorUsed(found.id(), acme.time.instant());
        assertThat(statusOf(first)).isEqualTo(KeyStatus.EXPIRED);
    }

    @Test
    void aKeyIsRotatedAgainOnceItsLostSuccessorIsDeleted() {
        acme.keys.delete(ADMIN, rotate(first, UNTIL_USED).id());
        assertThat(statusOf(rotate(first, UNTIL_USED))).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void anExpiryIsAnnouncedAgainOnceTheLostSuccessorIsRevoked() {
        ApiKeyRecord lost = rotate(first, UNTIL_USED);
        List<KeyId> told = new ArrayList<>();
        try (ExpiryReminders reminders = new ExpiryReminders(
                acme.keys,
                List.of(Duration.ofDays(31)),
                reminder -> told.add(reminder.key().id()),
                acme.time)) {
            reminders.check();
            assertThat(told).isEmpty();
            acme.keys.revoke(ADMIN, lost.id(), "lost");
            reminders.check();
        }
        assertThat(told).containsExactly(first.id());
    }

    @Test
    void rotatingAgainDoesNotPostponeTheEnd() {
        Instant end = start.plus(Duration.ofDays(1)).plus(MONTH);
        ApiKeyRecord lost = rotate(first, UNTIL_USED);
        acme.keys.revoke(ADMIN, lost.id(), "lost");
        rotate(first, Overlap.of(Duration.ofDays(366)));
        assertThat(acme.now(first.id()).endsAt()).isEqualTo(end);
    }

    @Test
    void aKeyIsNotRotatedWhileALaterSuccessorLives() {
        ApiKeyRecord second = rotate(first, Overlap.of(MONTH));
        ApiKeyRecord third = rotate(second, Overlap.of(MONTH));

        acme.keys.revoke(ADMIN, second.id(), "lost");
        assertThatIllegalStateException()
                .isThrownBy(() -> rotate(first, UNTIL_USED))
                .withMessageContaining("has the successor " + third.id());

        acme.keys.delete(ADMIN, second.id());
        assertThatIllegalStateException()
                .isThrownBy(() -> rotate(first, UNTIL_USED))
                .withMessageContaining("has the successor " + third.id());
    }
}
