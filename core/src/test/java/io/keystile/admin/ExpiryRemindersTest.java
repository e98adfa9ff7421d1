package io.keystile.admin;

import static io.keystile.admin.Administration.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExpiryRemindersTest {
    private static final List<Duration> TIMES = List.of(Duration.ofDays(3), Duration.ofDays(14), Duration.ofDays(1));

    private final Administration acme = new Administration();
    private final Instant start = acme.time.instant();
    private final List<String> told = new ArrayList<>();
    private final ExpiryReminders reminders = reminders();

    private ExpiryReminders reminders() {
        return new ExpiryReminders(
                acme.keys,
                TIMES,
                reminder -> told.add(reminder.key().settings().name() + " " + reminder.before()),
                acme.time);
    }

    private ApiKeyRecord expiringIn(String name, Duration time) {
        return acme.issue(ApiKeySettings.named(name).withExpiry(start.plus(time)));
    }

    private List<String> toldAfter(Duration time) {
        acme.time.advance(time);
        reminders.check();
        List<String> now = List.copyOf(told);
        told.clear();
        return now;
    }

    @Test
    void eachTimeIsToldOnceAsItComes() {
        expiringIn("soon", Duration.ofDays(20));
        acme.issue("flows:read");
        assertThat(toldAfter(Duration.ofDays(6).minusNanos(1))).isEmpty();
        assertThat(toldAfter(Duration.ofNanos(1))).containsExactly("soon PT336H");
        assertThat(toldAfter(Duration.ofDays(1))).isEmpty();
        assertThat(toldAfter(Duration.ofDays(10))).containsExactly("soon PT72H");
        assertThat(toldAfter(Duration.ofDays(2))).containsExactly("soon PT24H");
        assertThat(toldAfter(Duration.ofHours(23))).isEmpty();
        assertThat(toldAfter(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void ofSeveralTimesThatHaveComeTheNearestIsTold() {
        expiringIn("late", Duration.ofDays(2));
        assertThat(toldAfter(Duration.ZERO)).containsExactly("late PT72H");
    }

    @Test
    void aKeyThatWasProlongedIsToldOfAgainNearItsNewEnd() {
        ApiKeyRecord key = expiringIn("k", Duration.ofDays(2));
        assertThat(toldAfter(Duration.ZERO)).hasSize(1);
        acme.keys.update(ADMIN, key, key.settings().withExpiry(start.plus(Duration.ofDays(30))));
        assertThat(toldAfter(Duration.ofDays(1))).isEmpty();
        assertThat(toldAfter(Duration.ofDays(15))).containsExactly("k PT336H");
    }

    @Test
    void keysThatDoNotWorkOrHaveASuccessorArePassedOver() {
        acme.keys.revoke(ADMIN, expiringIn("revoked", Duration.ofDays(2)).id(), "x");
        acme.keys.disable(ADMIN, expiringIn("disabled", Duration.ofDays(2)).id());
        ApiKeyRecord old = acme.issue("flows:read");
        acme.keys.rotate(ADMIN, old.id(), Overlap.of(Duration.ofDays(2)));
        assertThat(toldAfter(Duration.ZERO)).isEmpty();
    }

    @Test
    void allPagesAreLookedAt() {
        for (int i = 0; i < 1_001; i++) {
            expiringIn("k" + i, Duration.ofDays(2));
        }
        assertThat(toldAfter(Duration.ZERO)).hasSize(1_001);
    }

    @Test
    void whoFailsToListenIsToldAgain() {
        expiringIn("k", Duration.ofDays(2));
        List<ExpiryReminder> heard = new ArrayList<>();
        ExpiryReminders failing = new ExpiryReminders(
                acme.keys,
                TIMES,
                reminder -> {
                    heard.add(reminder);
                    if (heard.size() == 1) {
                        throw new IllegalStateException("broken");
                    }
                },
                acme.time);
        failing.check();
        failing.check();
        failing.check();
        assertThat(heard).hasSize(2);
    }

    @Test
    void aStoreThatCannotAnswerIsAskedAgain() {
        expiringIn("k", Duration.ofDays(2));
        acme.store.failFromNowOn();
        assertThat(toldAfter(Duration.ZERO)).isEmpty();
        acme.store.recover();
        assertThat(toldAfter(Duration.ZERO)).hasSize(1);
    }

    @Test
    void whatWasToldBeforeTheStoreFailedIsNotToldAgain() {
        for (int i = 0; i < 1_001; i++) {
            expiringIn("k" + i, Duration.ofDays(2));
        }
        acme.store.failAfterPages(1);
        assertThat(toldAfter(Duration.ZERO)).hasSize(1_000);
        acme.store.recover();
        assertThat(toldAfter(Duration.ZERO)).hasSize(1);
    }

    @Test
    void timesLieBeforeTheEnd() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpiryReminders.start(acme.keys, List.of(), reminder -> {}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpiryReminders.start(acme.keys, List.of(Duration.ZERO), reminder -> {}));
    }

    @Test
    void aStartedOneLooksAtOnce() throws InterruptedException {
        acme.issue(ApiKeySettings.named("k").withExpiry(Instant.parse("9999-01-01T00:00:00Z")));
        CountDownLatch latch = new CountDownLatch(1);
        ExpiryReminders started = ExpiryReminders.start(
                acme.keys, List.of(Duration.ofDays(366L * 10_000)), reminder -> latch.countDown());
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        started.close();
    }
}
