package io.keystile.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.CountingStore;
import io.keystile.Decision.Granted;
import io.keystile.TestKeys;
import io.keystile.TestRequest;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyPolicy;
import io.keystile.model.KeyStatus;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.net.IpAddress;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LastUsedRecorderTest {
    private final TestKeys keys = new TestKeys();
    private final CountingStore store = new CountingStore(keys.store);
    private final ApiKeys manager = new ApiKeys(
            store, TestKeys.FORMAT, SecretHasher.sha256(), Plans.standard(), keys.time, new SeededRandom(1));
    private final LastUsedRecorder recorder = new LastUsedRecorder(manager, true);
    private final ApiKeyAuthenticator authenticator =
            keys.authenticator().lastUsedRecorder(recorder).build();
    private final Instant start = keys.time.instant();

    private Optional<LastUse> lastUse(KeyId id) {
        return Optional.ofNullable(keys.store.lastUses(List.of(id)).get(id));
    }

    private void use(String key) {
        assertThat(authenticator.decide(TestRequest.bearer(key).from("192.0.2.7")))
                .isInstanceOf(Granted.class);
    }

    @Test
    @Timeout(60)
    void aLongSearchForIdleKeysDelaysNoFlush() throws Exception {
        CountDownLatch searching = new CountDownLatch(1);
        CountDownLatch found = new CountDownLatch(1);
        ForwardingApiKeyStore slow = new ForwardingApiKeyStore() {
            @Override
            protected ApiKeyStore delegate() {
                return keys.store;
            }

            @Override
            public List<ApiKeyRecord> list(KeyQuery query) {
                searching.countDown();
                try {
                    found.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return super.list(query);
            }
        };
        Plans plans = Plans.of(Plan.of("free", RateLimit.perMinute(1))
                .withPolicy(KeyPolicy.NONE.withLongestIdle(Duration.ofDays(30))));
        KeyId id = TestKeys.idOf(keys.issue(ApiKeySettings.named("ci")));
        try (LastUsedRecorder own = new LastUsedRecorder(
                new ApiKeys(slow, TestKeys.FORMAT, SecretHasher.sha256(), plans, keys.time, new SeededRandom(1)),
                true)) {
            Future<?> search = own.timer.submit(own::endIdleKeys);
            searching.await();
            own.used(id, null);
            own.timer.submit(own::flush).get(10, TimeUnit.SECONDS);
            assertThat(lastUse(id)).contains(new LastUse(start, null));
            assertThat(search).isNotDone();
            found.countDown();
            search.get();
        } finally {
            found.countDown();
        }
    }

    @Test
    void aUseIsWrittenWithItsTimeAndAddressAndNothingElseChanges() {
        String key = keys.issue(ApiKeySettings.named("ci"));
        KeyId id = TestKeys.idOf(key);
        ApiKeyRecord record = keys.apiKeys.unrestricted().find(id).orElseThrow();
        use(key);
        assertThat(lastUse(id)).isEmpty();
        recorder.flush();
        assertThat(lastUse(id)).contains(new LastUse(start, IpAddress.parse("192.0.2.7")));
        assertThat(keys.apiKeys.unrestricted().find(id)).contains(record);
    }

    @Test
    void aBusyKeyIsWrittenOnceAMinuteAndAllKeysInOneBatch() {
        String one = keys.issue(ApiKeySettings.named("one"));
        String two = keys.issue(ApiKeySettings.named("two"));
        WorkspaceRecord acme = store.findWorkspace("acme").orElseThrow();
        keys.apiKeys.updateWorkspace(TestKeys.ADMIN, acme.withPlan("pro")); // 120 calls a minute
        for (int second = 0; second < 60; second++) {
            use(one);
            use(two);
            keys.time.advance(Duration.ofSeconds(1));
            recorder.flush();
        }
        assertThat(store.touches).containsExactly(2);
        use(one);
        recorder.flush();
        recorder.flush();
        assertThat(store.touches).containsExactly(2, 1);
        assertThat(lastUse(TestKeys.idOf(one)).orElseThrow().at()).isEqualTo(start.plusSeconds(60));
    }

    @Test
    void aDeniedCallIsNoUse() {
        String key = keys.issue(ApiKeySettings.named("ci"));
        keys.apiKeys.disable(TestKeys.ADMIN, TestKeys.idOf(key));
        authenticator.decide(TestRequest.bearer(key));
        recorder.flush();
        assertThat(store.touches).isEmpty();
    }

    @Test
    void addressesCanBeLeftOut() {
        LastUsedRecorder silent = new LastUsedRecorder(manager, false);
        String key = keys.issue(ApiKeySettings.named("ci"));
        keys.authenticator().lastUsedRecorder(silent).build().decide(TestRequest.bearer(key));
        silent.close();
        assertThat(lastUse(TestKeys.idOf(key))).contains(new LastUse(start, null));
    }

    @Test
    void whatTheStoreDoesNotTakeIsWrittenLater() {
        String key = keys.issue(ApiKeySettings.named("ci"));
        use(key);
        store.down = true;
        recorder.flush();
        assertThat(lastUse(TestKeys.idOf(key))).isEmpty();
        keys.time.advance(Duration.ofMinutes(5));
        recorder.flush();
        store.down = false;
        recorder.flush();
        assertThat(lastUse(TestKeys.idOf(key)).orElseThrow().at()).isEqualTo(start);
    }

    @Test
    void aLateWriteUndoesNoRevocation() {
        String key = keys.issue(ApiKeySettings.named("ci"));
        use(key);
        keys.apiKeys.revoke(TestKeys.ADMIN, TestKeys.idOf(key), "leaked");
        recorder.close();
        assertThat(keys.apiKeys
                        .unrestricted()
                        .find(TestKeys.idOf(key))
                        .orElseThrow()
                        .status())
                .isEqualTo(KeyStatus.REVOKED);
        assertThat(lastUse(TestKeys.idOf(key)).orElseThrow().at()).isEqualTo(start);
    }

    @Test
    void theFirstUseOfASuccessorEndsTheOverlap() {
        String old = keys.issue(ApiKeySettings.named("ci"));
        KeyId oldId = TestKeys.idOf(old);
        IssuedKey successor = manager.rotate(TestKeys.ADMIN, oldId, Overlap.untilFirstUse(Duration.ofDays(9)))
                .orElseThrow();
        use(old);
        recorder.flush();
        use(old);
        keys.time.advance(Duration.ofSeconds(30));
        use(successor.reveal());
        store.down = true;
        recorder.flush();
        use(old);
        store.down = false;
        recorder.flush();
        assertThat(authenticator.decide(TestRequest.bearer(old))).isNotInstanceOf(Granted.class);
        assertThat(keys.apiKeys.unrestricted().find(oldId).orElseThrow().endsAt())
                .isEqualTo(start.plusSeconds(30));
    }

    @Test
    void oneKeyThatCannotBeReadStopsNoOther() {
        String damaged = keys.issue(ApiKeySettings.named("damaged"));
        String old = keys.issue(ApiKeySettings.named("old"));
        IssuedKey successor = manager.rotate(
                        TestKeys.ADMIN, TestKeys.idOf(old), Overlap.untilFirstUse(Duration.ofDays(9)))
                .orElseThrow();
        use(damaged);
        use(successor.reveal());
        store.unreadable.add(TestKeys.idOf(damaged));
        recorder.flush();
        assertThat(store.touches).containsExactly(2);
        assertThat(keys.apiKeys
                        .unrestricted()
                        .find(TestKeys.idOf(old))
                        .orElseThrow()
                        .endsAt())
                .isEqualTo(start);
        int finds = store.finds;
        store.unreadable.clear();
        recorder.flush();
        assertThat(store.finds).as("the damaged key is tried again").isEqualTo(finds + 1);
    }

    @Test
    void manyKeysThatCannotBeReadStopNoOtherForGood() {
        for (int i = 0; i < 40; i++) {
            String damaged = keys.issue(ApiKeySettings.named("damaged"));
            use(damaged);
            store.unreadable.add(TestKeys.idOf(damaged));
        }
        String old = keys.issue(ApiKeySettings.named("old"));
        IssuedKey successor = manager.rotate(
                        TestKeys.ADMIN, TestKeys.idOf(old), Overlap.untilFirstUse(Duration.ofDays(9)))
                .orElseThrow();
        use(successor.reveal());
        for (int flush = 0; flush < 5; flush++) {
            recorder.flush();
        }
        assertThat(keys.apiKeys
                        .unrestricted()
                        .find(TestKeys.idOf(old))
                        .orElseThrow()
                        .endsAt())
                .isEqualTo(start);

        store.unreadable.clear();
        int finds = store.finds;
        recorder.flush();
        recorder.flush();
        assertThat(store.finds).as("all damaged keys are tried again").isEqualTo(finds + 40);
    }

    @Test
    void usesAreNotedAgainAfterAClockWasAhead() {
        String key = keys.issue(ApiKeySettings.named("ci"));
        keys.time.advance(Duration.ofDays(365));
        use(key);
        recorder.flush();
        keys.time.advance(Duration.ofDays(-365));
        recorder.flush();
        use(key);
        recorder.flush();
        assertThat(store.touches).containsExactly(1, 1);
    }

    @Test
    void aUseDuringAnOutageIsWrittenAfterIt() {
        String key = keys.issue(ApiKeySettings.named("ci"));
        use(key);
        store.down = true;
        recorder.flush();
        keys.time.advance(Duration.ofMinutes(2));
        recorder.flush();
        use(key);
        store.down = false;
        recorder.flush();
        assertThat(lastUse(TestKeys.idOf(key)).orElseThrow().at()).isEqualTo(start.plus(Duration.ofMinutes(2)));
    }

    @Test
    void whateverFailsIsTriedAgain() {
        String key = keys.issue(ApiKeySettings.named("ci"));
        use(key);
        store.meanwhile = () -> {
            store.meanwhile = () -> {};
            throw new AssertionError("out of luck");
        };
        recorder.flush();
        assertThat(lastUse(TestKeys.idOf(key))).isEmpty();
        recorder.flush();
        assertThat(lastUse(TestKeys.idOf(key))).isPresent();
    }

    @Test
    void whenItIsClosedNothingIsWrittenAnyLonger() throws InterruptedException {
        use(keys.issue(ApiKeySettings.named("ci")));
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        store.meanwhile = () -> {
            store.meanwhile = () -> {};
            writing.countDown();
            await(goOn);
            order.add("written");
        };
        Thread timer = new Thread(recorder::flush);
        timer.start();
        await(writing);
        Thread closer = new Thread(() -> {
            recorder.close();
            order.add("closed");
        });
        closer.start();
        // It either waits for the flush, or ends before it.
        while (closer.getState() != Thread.State.BLOCKED && closer.isAlive()) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        timer.join();
        closer.join();
        assertThat(order).endsWith("closed");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void firstUsesAreLookedForOncePerKey() {
        String key = keys.issue(ApiKeySettings.named("ci"));
        use(key);
        recorder.flush();
        int finds = store.finds;
        keys.time.advance(Duration.ofMinutes(2));
        recorder.flush();
        use(key);
        recorder.flush();
        assertThat(store.finds).isEqualTo(finds);
        assertThat(store.touches).hasSize(2);
    }

    @Test
    void aStartedRecorderWritesWhenItIsClosed() {
        String key = keys.issue(ApiKeySettings.named("ci"));
        LastUsedRecorder started = LastUsedRecorder.start(manager);
        keys.authenticator().lastUsedRecorder(started).build().decide(TestRequest.bearer(key));
        started.close();
        assertThat(lastUse(TestKeys.idOf(key)).orElseThrow().at()).isEqualTo(start);
    }
}
