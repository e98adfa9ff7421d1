package io.keystile.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.key.KeyId;
import io.keystile.store.CacheSettings;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.ResolvedKey;
import io.keystile.store.Samples;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CachedLookupTest {
    private static final KeyId ID = new KeyId("k1");
    private static final CacheSettings SETTINGS =
            new CacheSettings(10, Duration.ofSeconds(30), Duration.ofSeconds(300), 10, Duration.ofSeconds(10));

    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    private final List<RuntimeException> bridged = new ArrayList<>();
    private Runnable duringLookUp = () -> {};
    private @Nullable InMemoryApiKeyStore other;
    private boolean gone;
    private int lookUps;
    private long now = Long.MAX_VALUE - Duration.ofSeconds(45).toNanos();

    private final CachedLookup<String> cache =
            new CachedLookup<>(this::lookUp, CachedLookupTest::describe, SETTINGS, bridged::add, () -> now);

    CachedLookupTest() {
        store.insert(Samples.workspace("acme"));
        store.insert(Samples.key("k1", "acme"));
    }

    /** Reads first and only then lets happen what happens, so that its answer is old if that is a change. */
    private Optional<ResolvedKey> lookUp(KeyId id) {
        lookUps++;
        Optional<ResolvedKey> answer = gone ? Optional.empty() : (other != null ? other : store).find(id);
        duringLookUp.run();
        return answer;
    }

    private static String describe(ResolvedKey resolved) {
        return resolved.key().status() + (resolved.workspace().suspended() ? " suspended" : "");
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void revoke() {
        store.replace(store.find(ID).orElseThrow().key().revoked("leaked"));
    }

    private void suspend() {
        store.replace(
                store.findWorkspace("acme").orElseThrow().withSuspended(true).next());
    }

    /** Lets something happen during the next look-up, and nothing during those after it. */
    private void duringTheNextLookUp(Runnable change) {
        duringLookUp = () -> {
            duringLookUp = () -> {};
            change.run();
        };
    }

    private void failFromNowOn() {
        duringLookUp = () -> {
            throw new StoreException("down");
        };
    }

    @Test
    void nothingIsRememberedBeforeALoad() {
        assertThat(cache.remembered(ID)).isNull();
        assertThat(cache.isRememberedUnknown(ID)).isFalse();
        assertThat(lookUps).isZero();
    }

    @Test
    void whatIsRememberedIsCounted() {
        assertThat(cache.foundCount()).isZero();
        cache.load(ID);
        cache.load(new KeyId("nobody"));
        cache.load(new KeyId("nobody2"));
        assertThat(cache.foundCount()).isEqualTo(1);
        assertThat(cache.unknownCount()).isEqualTo(2);
    }

    @Test
    void freshKeyIsRememberedWithoutALookUp() {
        assertThat(cache.load(ID)).isEqualTo("ACTIVE");
        pass(SETTINGS.freshFor().minusNanos(1));
        assertThat(cache.remembered(ID)).isEqualTo("ACTIVE");
        assertThat(lookUps).isEqualTo(1);
    }

    @Test
    void dueKeyIsReadAgainAndFreshAfterwards() {
        cache.load(ID);
        revoke();
        pass(SETTINGS.freshFor());
        assertThat(cache.remembered(ID)).isEqualTo("REVOKED");
        assertThat(cache.remembered(ID)).isEqualTo("REVOKED");
        assertThat(lookUps).isEqualTo(2);
    }

    @Test
    void dueKeyIsReadAgainByOneCallerWhileOthersGoOn() {
        cache.load(ID);
        pass(SETTINGS.freshFor());
        List<String> others = new ArrayList<>();
        duringLookUp = () -> {
            others.add(cache.remembered(ID));
            pass(Duration.ofSeconds(100));
            others.add(cache.remembered(ID));
        };
        assertThat(cache.remembered(ID)).isEqualTo("ACTIVE");
        assertThat(others).containsExactly("ACTIVE", "ACTIVE");
        assertThat(lookUps).isEqualTo(2);
    }

    @Test
    void dueKeyThatIsGoneIsUnknown() {
        cache.load(ID);
        pass(SETTINGS.freshFor());
        gone = true;
        assertThat(cache.remembered(ID)).isNull();
        assertThat(cache.isRememberedUnknown(ID)).isTrue();
    }

    @Test
    void failureIsBridgedUntilTheKeyIsStaleAndNotAfter() {
        cache.load(ID);
        failFromNowOn();
        pass(SETTINGS.freshFor());
        assertThat(cache.remembered(ID)).isEqualTo("ACTIVE");
        assertThat(bridged).hasSize(1).first().isInstanceOf(StoreException.class);
        pass(SETTINGS.staleFor().minus(SETTINGS.freshFor()).minusNanos(1));
        assertThat(cache.remembered(ID)).isEqualTo("ACTIVE");
        pass(Duration.ofNanos(1));
        assertThat(cache.remembered(ID)).isNull();
        assertThatThrownBy(() -> cache.load(ID)).isInstanceOf(StoreException.class);
    }

    @Test
    void failingSourceIsAskedOnceASecond() {
        cache.load(ID);
        failFromNowOn();
        pass(SETTINGS.freshFor());
        for (int i = 0; i < 20; i++) {
            assertThat(cache.remembered(ID)).isEqualTo("ACTIVE");
            pass(Duration.ofMillis(100));
        }
        assertThat(lookUps).isEqualTo(1 + 2);
        assertThat(bridged).hasSize(2);
    }

    @Test
    void keyThatChangedIsNotBridged() {
        cache.load(ID);
        failFromNowOn();
        pass(SETTINGS.freshFor());
        cache.forget(new StoreChange.OfKey(ID));
        assertThat(cache.remembered(ID)).isNull();
    }

    @Test
    void keyThatChangesDuringAFailingReloadIsNotBridged() {
        cache.load(ID);
        pass(SETTINGS.freshFor());
        duringLookUp = () -> {
            cache.forget(new StoreChange.OfKey(ID));
            throw new StoreException("down");
        };
        assertThat(cache.remembered(ID)).isNull();
    }

    @Test
    void unknownKeyIsRememberedForItsTime() {
        KeyId unknown = new KeyId("unknown");
        assertThat(cache.load(unknown)).isNull();
        pass(SETTINGS.unknownFor().minusMillis(1));
        assertThat(cache.isRememberedUnknown(unknown)).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(cache.isRememberedUnknown(unknown)).isFalse();
    }

    @Test
    void unknownKeyIsNoLongerUnknownOnceItIsInserted() {
        store.onChange(cache::forget);
        KeyId id = new KeyId("k2");
        cache.load(id);
        store.insert(Samples.key("k2", "acme"));
        assertThat(cache.isRememberedUnknown(id)).isFalse();
        assertThat(cache.load(id)).isEqualTo("ACTIVE");
    }

    @Test
    void keyThatIsInsertedDuringItsLookUpIsFound() {
        store.onChange(cache::forget);
        KeyId id = new KeyId("k2");
        duringTheNextLookUp(() -> store.insert(Samples.key("k2", "acme")));
        assertThat(cache.load(id)).isEqualTo("ACTIVE");
        assertThat(cache.isRememberedUnknown(id)).isFalse();
    }

    @Test
    void changeOfTheKeyOrItsWorkspaceOrAnythingForgetsIt() {
        List<StoreChange> changes =
                List.of(new StoreChange.OfKey(ID), new StoreChange.OfWorkspace("acme"), new StoreChange.OfAnything());
        assertThat(changes).allSatisfy(change -> {
            cache.load(ID);
            assertThat(cache.remembered(ID)).isNotNull();
            cache.forget(change);
            assertThat(cache.remembered(ID)).isNull();
        });
    }

    @Test
    void changeOfAnotherKeyOrWorkspaceForgetsNothing() {
        cache.load(ID);
        cache.forget(new StoreChange.OfKey(new KeyId("k2")));
        cache.forget(new StoreChange.OfWorkspace("zeta"));
        assertThat(cache.remembered(ID)).isEqualTo("ACTIVE");
    }

    @Test
    void keyThatIsRevokedDuringItsLookUpIsReadAgain() {
        store.onChange(cache::forget);
        duringTheNextLookUp(this::revoke);
        assertThat(cache.load(ID)).isEqualTo("REVOKED");
        assertThat(cache.remembered(ID)).isEqualTo("REVOKED");
    }

    @Test
    void keyWhoseWorkspaceIsSuspendedDuringItsLookUpIsReadAgain() {
        store.onChange(cache::forget);
        duringTheNextLookUp(this::suspend);
        assertThat(cache.load(ID)).isEqualTo("ACTIVE suspended");
        assertThat(cache.remembered(ID)).isEqualTo("ACTIVE suspended");
    }

    @Test
    void keyIsReadAgainIfAnythingChangesDuringItsLookUp() {
        duringTheNextLookUp(() -> cache.forget(new StoreChange.OfAnything()));
        assertThat(cache.load(ID)).isEqualTo("ACTIVE");
        assertThat(lookUps).isEqualTo(2);
    }

    @Test
    void keyThatChangesDuringEveryLookUpCannotBeTold() {
        duringLookUp = () -> cache.forget(new StoreChange.OfKey(ID));
        assertThatThrownBy(() -> cache.load(ID)).isInstanceOf(StoreException.class);
        assertThat(cache.remembered(ID)).isNull();
    }

    @Test
    void keyThatIsRevokedDuringItsReloadIsRevoked() {
        store.onChange(cache::forget);
        cache.load(ID);
        pass(SETTINGS.freshFor());
        duringTheNextLookUp(this::revoke);
        assertThat(cache.remembered(ID)).isEqualTo("REVOKED");
    }

    /** Nobody tells of the change, as when another node makes it. */
    @Test
    void lateAnswerDoesNotReplaceALaterRecord() {
        duringTheNextLookUp(() -> {
            revoke();
            pass(Duration.ofNanos(1));
            assertThat(cache.load(ID)).isEqualTo("REVOKED");
        });
        assertThat(cache.load(ID)).isEqualTo("REVOKED");
        assertThat(cache.remembered(ID)).isEqualTo("REVOKED");
    }

    @Test
    void lateAnswerDoesNotReplaceALaterWorkspace() {
        duringTheNextLookUp(() -> {
            suspend();
            assertThat(cache.load(ID)).isEqualTo("ACTIVE suspended");
        });
        assertThat(cache.load(ID)).isEqualTo("ACTIVE suspended");
    }

    @Test
    void storeThatWentBackIsBelieved() {
        revoke();
        assertThat(cache.load(ID)).isEqualTo("REVOKED");
        InMemoryApiKeyStore restored = new InMemoryApiKeyStore();
        restored.insert(Samples.workspace("acme"));
        restored.insert(Samples.key("k1", "acme"));
        other = restored;
        pass(SETTINGS.freshFor());
        assertThat(cache.remembered(ID)).isEqualTo("ACTIVE");
    }

    @Test
    void whatTheCompilerRefusesIsNotRemembered() {
        CachedLookup<String> refusing = new CachedLookup<>(
                this::lookUp,
                resolved -> {
                    throw new IllegalStateException("no such plan");
                },
                SETTINGS,
                bridged::add,
                () -> now);
        assertThatThrownBy(() -> refusing.load(ID)).hasMessage("no such plan");
        assertThat(refusing.remembered(ID)).isNull();
        assertThat(refusing.isRememberedUnknown(ID)).isFalse();
    }

    @Test
    void noMoreKeysAreRememberedThanAllowed() {
        List<KeyId> known =
                IntStream.range(0, 100).mapToObj(i -> new KeyId("known" + i)).toList();
        List<KeyId> unknown =
                IntStream.range(0, 100).mapToObj(i -> new KeyId("unknown" + i)).toList();
        known.forEach(id -> store.insert(Samples.key(id.value(), "acme")));
        known.forEach(cache::load);
        unknown.forEach(cache::load);
        assertThat(known.stream().filter(id -> cache.remembered(id) != null)).hasSizeLessThanOrEqualTo(10);
        assertThat(unknown.stream().filter(cache::isRememberedUnknown)).hasSizeLessThanOrEqualTo(10);
    }
}
