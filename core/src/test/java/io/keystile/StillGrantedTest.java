package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.CacheSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StillGrantedTest {
    private final TestKeys keys = new TestKeys();
    private final List<Decision> decisions = new ArrayList<>();
    private final ApiKeyAuthenticator authenticator = keys.authenticator()
            .inlineListener(event -> decisions.add(event.decision()))
            .build();
    private final ApiKeySettings settings = ApiKeySettings.named("stream")
            .withPermissions("flows:read", "flows:execute")
            .withLimits(RateLimit.perDay(1))
            .withExpiry(keys.time.instant().plus(Duration.ofHours(1)));
    private final String key = keys.issue(settings);
    private final KeyId id = TestKeys.idOf(key);
    private final Granted granted = (Granted) authenticator.decide(TestRequest.bearer(key));
    private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        authenticator.close();
    }

    private boolean stillGranted() {
        return authenticator.stillGranted(granted.principal());
    }

    private Decision recheck(String... permissions) {
        return authenticator.recheck(granted, TestRequest.bearer(key).requiring(permissions));
    }

    @Test
    void aKeyThatWorksIsStillGrantedAndNothingIsChargedOrReported() {
        decisions.clear();

        assertThat(stillGranted()).isTrue();
        assertThat(recheck("flows:read")).isSameAs(granted);
        assertThat(decisions).isEmpty();
    }

    @Test
    void aRevokedKeyIsNot() {
        keys.apiKeys.revoke(TestKeys.ADMIN, id, "leaked");

        assertThat(stillGranted()).isFalse();
    }

    @Test
    void aDisabledKeyIsNotUntilItIsEnabled() {
        keys.apiKeys.disable(TestKeys.ADMIN, id);
        assertThat(stillGranted()).isFalse();

        keys.apiKeys.enable(TestKeys.ADMIN, id);
        assertThat(stillGranted()).isTrue();
    }

    @Test
    void aDeletedKeyIsNot() {
        keys.apiKeys.revoke(TestKeys.ADMIN, id, "leaked");
        keys.apiKeys.delete(TestKeys.ADMIN, id);

        assertThat(stillGranted()).isFalse();
    }

    @Test
    void anExpiredKeyIsNot() {
        keys.time.advance(Duration.ofHours(1).minusNanos(1_000));
        assertThat(stillGranted()).isTrue();

        keys.time.advance(Duration.ofNanos(1_000));
        assertThat(stillGranted()).isFalse();
    }

    @Test
    void aKeyOfASuspendedWorkspaceIsNot() {
        keys.apiKeys.suspendWorkspace(TestKeys.ADMIN, "acme");

        assertThat(stillGranted()).isFalse();
    }

    @Test
    void aKeyThatLostAPermissionIsNotButOneThatGainedSomeIs() {
        keys.apiKeys.update(
                TestKeys.ADMIN,
                keys.apiKeys.unrestricted().find(id).orElseThrow(),
                settings.withPermissions("flows:*", "users:read"));
        assertThat(stillGranted()).isTrue();

        keys.apiKeys.update(
                TestKeys.ADMIN,
                keys.apiKeys.unrestricted().find(id).orElseThrow(),
                settings.withPermissions("flows:read"));
        assertThat(stillGranted()).isFalse();
    }

    @Test
    void aRecheckOfARevokedKeyIsDeniedWithItsReasonAndReported() {
        decisions.clear();
        keys.apiKeys.revoke(TestKeys.ADMIN, id, "leaked");

        Decision decision = recheck("flows:read");

        assertThat(decision).isInstanceOfSatisfying(Denied.class, denied -> {
            assertThat(denied.reason()).isEqualTo(DenialReason.KEY_REVOKED);
            assertThat(denied.keyId()).isEqualTo(id);
        });
        assertThat(decisions).containsExactly(decision);
    }

    @Test
    void aRecheckChecksPermissionsToo() {
        assertThat(recheck("admin:all"))
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.reason()).isEqualTo(DenialReason.PERMISSION_MISSING));
    }

    @Test
    void theActionRunsOnceWhenTheKeyIsRevoked() throws InterruptedException {
        authenticator.whenEnded(granted.principal(), () -> ended.add("stream"));
        keys.apiKeys.revoke(TestKeys.ADMIN, id, "leaked");

        assertThat(ended.poll(10, TimeUnit.SECONDS)).isEqualTo("stream");

        keys.apiKeys.suspendWorkspace(TestKeys.ADMIN, "acme");
        assertThat(nextOf(anotherKey())).isEqualTo("suspended");
        assertThat(ended).isEmpty();
    }

    @Test
    void theActionRunsIfTheKeyWasRevokedBeforeItWasWatched() throws InterruptedException {
        keys.apiKeys.revoke(TestKeys.ADMIN, id, "leaked");

        authenticator.whenEnded(granted.principal(), () -> ended.add("stream"));

        assertThat(ended.poll(10, TimeUnit.SECONDS)).isEqualTo("stream");
    }

    @Test
    void theActionRunsWhenTheKeyExpiresWithoutAnyChange() throws InterruptedException {
        authenticator.whenEnded(granted.principal(), () -> ended.add("stream"));
        keys.time.advance(Duration.ofHours(1));

        assertThat(ended.poll(10, TimeUnit.SECONDS)).isEqualTo("stream");
    }

    @Test
    void aClosedWatchRunsNothingAndAFailingActionDoesNotStopOthers() throws InterruptedException {
        authenticator.whenEnded(granted.principal(), () -> ended.add("closed")).close();
        authenticator.whenEnded(granted.principal(), () -> {
            throw new IllegalStateException("The stream is broken");
        });
        authenticator.whenEnded(granted.principal(), () -> ended.add("open"));
        keys.apiKeys.revoke(TestKeys.ADMIN, id, "leaked");

        assertThat(ended.poll(10, TimeUnit.SECONDS)).isEqualTo("open");
        keys.apiKeys.suspendWorkspace(TestKeys.ADMIN, "acme");
        assertThat(nextOf(anotherKey())).isEqualTo("suspended");
    }

    @Test
    void aGrantGoesOnWhileTheStoreDoesNotAnswerAndEndsAfterTheTimeForStaleKeys() throws InterruptedException {
        AtomicReference<@Nullable RuntimeException> outage = new AtomicReference<>();
        BlockingQueue<String> failed = new LinkedBlockingQueue<>();
        ApiKeyLookup lookup = wanted -> {
            RuntimeException down = outage.get();
            if (down != null) {
                failed.add("look-up");
                throw down;
            }
            return keys.store.find(wanted);
        };
        try (ApiKeyAuthenticator other = ApiKeyAuthenticator.lookupBuilder(lookup, TestKeys.FORMAT)
                .environments("live")
                .clock(keys.time)
                .nanoClock(keys.time::nanos)
                .build()) {
            String text = keys.issue(ApiKeySettings.named("other"));
            ApiKeyPrincipal principal = ((Granted) other.decide(TestRequest.bearer(text))).principal();
            other.whenEnded(principal, () -> ended.add("stream"));
            outage.set(new IllegalStateException("The store is down"));
            other.invalidateAll();
            assertThat(failed.poll(10, TimeUnit.SECONDS)).isNotNull();
            assertThat(other.stillGranted(principal)).isFalse();
            assertThat(ended).isEmpty();

            outage.set(null);
            assertThat(other.stillGranted(principal)).isTrue();
            assertThat(ended).isEmpty();

            outage.set(new IllegalStateException("The store is down"));
            other.invalidateAll();
            // The thread that checks may read the clock after it was advanced, so it is advanced again.
            for (int check = 0; check < 10 && ended.isEmpty(); check++) {
                keys.time.advance(CacheSettings.standard().staleFor());
                failed.poll(2, TimeUnit.SECONDS);
            }
            assertThat(ended.poll(10, TimeUnit.SECONDS)).isEqualTo("stream");
        }
    }

    private ApiKeyPrincipal anotherKey() {
        WorkspaceRecord zeta = WorkspaceRecord.of("zeta", "free");
        String other = keys.apiKeys
                .createWorkspace(TestKeys.ADMIN, zeta, "live", ApiKeySettings.named("other"))
                .reveal();
        return ((Granted) authenticator.decide(TestRequest.bearer(other))).principal();
    }

    /** Ends the grant of another workspace and returns what the next action adds: all earlier checks are over then. */
    private String nextOf(ApiKeyPrincipal other) throws InterruptedException {
        authenticator.whenEnded(other, () -> ended.add("suspended"));
        keys.apiKeys.suspendWorkspace(TestKeys.ADMIN, other.workspace());
        return String.valueOf(ended.poll(10, TimeUnit.SECONDS));
    }
}
