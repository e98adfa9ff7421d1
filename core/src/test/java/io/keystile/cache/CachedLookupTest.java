package io.keystile.cache;

import static io.keystile.cache.Described.textOf;
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
    private @Nullable InMemoryApiKeyStore otherStore;
    private boolean gone;
    private int lookUps;
    private long now = Long.MAX_VALUE - Duration.ofSeconds(45).toNanos();

    private final CachedLookup<Described> cache =
            new CachedLookup<>(this::lookUp, Described::new, SETTINGS, bridged::add, () -> now);

    CachedLookupTest() {
        store.insert(Samples.workspace("acme"));
        store.insert(Samples.key("k1", "acme"));
    }

    /** Reads the key and then runs {@link #duringLookUp}, so that the result is old if that changes the key. */
    private Optional<ResolvedKey> lookUp(KeyId id) {
        lookUps++;
        Optional<ResolvedKey> result = gone ? Optional.empty() : (otherStore != null ? otherStore : store).find(id);
        duringLookUp.run();
        return result;
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

    /** Runs the change during the next look-up only. */
    private void duringTheNextLookUp(Runnable change) {
        duringLookUp = () -> {
            duringLookUp = () -> {};
            change.run();
        };
    }

    private void failAllLookUps() {
        duringLookUp = () -> {
            throw new StoreException("down");
        };
    }

    @Test
    void emptyCacheHasNoEntry() {
        assertThat(cache.cached(ID)).isNull();
        assertThat(cache.isCachedUnknown(ID)).isFalse();
        assertThat(lookUps).isZero();
    }

    @Test
    void foundAndUnknownKeysAreCounted() {
        assertThat(cache.foundCount()).isZero();
        cache.load(ID);
        cache.load(new KeyId("nobody"));
        cache.load(new KeyId("nobody2"));
        assertThat(cache.foundCount()).isEqualTo(1);
        assertThat(cache.unknownCount()).isEqualTo(2);
    }

    @Test
    void freshKeyIsReturnedWithoutALookUp() {
        assertThat(textOf(cache.load(ID))).isEqualTo("ACTIVE");
        pass(SETTINGS.freshFor().minusNanos(1));
        assertThat(textOf(cache.cached(ID))).isEqualTo("ACTIVE");
        assertThat(lookUps).isEqualTo(1);
    }

    @Test
    void dueKeyIsReadAgainAndFreshAfterwards() {
        cache.load(ID);
        revoke();
        pass(SETTINGS.freshFor());
        assertThat(textOf(cache.cached(ID))).isEqualTo("REVOKED");
        assertThat(textOf(cache.cached(ID))).isEqualTo("REVOKED");
        assertThat(lookUps).isEqualTo(2);
    }

    @Test
    void dueKeyIsReadAgainByOneCallerOnly() {
        cache.load(ID);
        pass(SETTINGS.freshFor());
        List<String> others = new ArrayList<>();
        duringLookUp = () -> {
            others.add(textOf(cache.cached(ID)));
            pass(Duration.ofSeconds(100));
            others.add(textOf(cache.cached(ID)));
        };
        assertThat(textOf(cache.cached(ID))).isEqualTo("ACTIVE");
        assertThat(others).containsExactly("ACTIVE", "ACTIVE");
        assertThat(lookUps).isEqualTo(2);
    }

    @Test
    void dueKeyThatNoLongerExistsIsUnknown() {
        cache.load(ID);
        pass(SETTINGS.freshFor());
        gone = true;
        assertThat(cache.cached(ID)).isNull();
        assertThat(cache.isCachedUnknown(ID)).isTrue();
    }

    @Test
    void failureIsBridgedUntilTheKeyIsStale() {
        cache.load(ID);
        failAllLookUps();
        pass(SETTINGS.freshFor());
        assertThat(textOf(cache.cached(ID))).isEqualTo("ACTIVE");
        assertThat(bridged).hasSize(1).first().isInstanceOf(StoreException.class);
        pass(SETTINGS.staleFor().minus(SETTINGS.freshFor()).minusNanos(1));
        assertThat(textOf(cache.cached(ID))).isEqualTo("ACTIVE");
        pass(Duration.ofNanos(1));
        assertThat(cache.cached(ID)).isNull();
        assertThatThrownBy(() -> cache.load(ID)).isInstanceOf(StoreException.class);
    }

    @Test
    void failingSourceIsReadOnceASecond() {
        cache.load(ID);
        failAllLookUps();
        pass(SETTINGS.freshFor());
        for (int i = 0; i < 20; i++) {
            assertThat(textOf(cache.cached(ID))).isEqualTo("ACTIVE");
            pass(Duration.ofMillis(100));
        }
        assertThat(lookUps).isEqualTo(1 + 2);
        assertThat(bridged).hasSize(2);
    }

    @Test
    void keyThatChangedIsNotBridged() {
        cache.load(ID);
        failAllLookUps();
        pass(SETTINGS.freshFor());
        cache.invalidate(new StoreChange.OfKey(ID));
        assertThat(cache.cached(ID)).isNull();
    }

    @Test
    void keyThatChangesDuringAFailingReloadIsNotBridged() {
        cache.load(ID);
        pass(SETTINGS.freshFor());
        duringLookUp = () -> {
            cache.invalidate(new StoreChange.OfKey(ID));
            throw new StoreException("down");
        };
        assertThat(cache.cached(ID)).isNull();
    }

    @Test
    void unknownKeyIsCachedForUnknownFor() {
        KeyId unknown = new KeyId("unknown");
        assertThat(cache.load(unknown)).isNull();
        pass(SETTINGS.unknownFor().minusMillis(1));
        assertThat(cache.isCachedUnknown(unknown)).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(cache.isCachedUnknown(unknown)).isFalse();
    }

    @Test
    void keyThatAnEarlierReadDidNotFindIsNotUnknownAfterAChangeOfItsWorkspace() {
        duringTheNextLookUp(() -> {
            pass(Duration.ofNanos(1));
            gone = true;
            assertThat(cache.load(ID)).isNull();
            gone = false;
            pass(Duration.ofNanos(1));
        });
        assertThat(textOf(cache.load(ID))).isEqualTo("ACTIVE");

        cache.invalidate(new StoreChange.OfWorkspace("acme"));

        assertThat(cache.cached(ID)).isNull();
        assertThat(cache.isCachedUnknown(ID)).isFalse();
    }

    @Test
    void unknownKeyIsNoLongerUnknownOnceItIsInserted() {
        store.onChange(cache::invalidate);
        KeyId id = new KeyId("k2");
        cache.load(id);
        store.insert(Samples.key("k2", "acme"));
        assertThat(cache.isCachedUnknown(id)).isFalse();
        assertThat(textOf(cache.load(id))).isEqualTo("ACTIVE");
    }

    @Test
    void keyThatIsInsertedDuringItsLookUpIsFound() {
        store.onChange(cache::invalidate);
        KeyId id = new KeyId("k2");
        duringTheNextLookUp(() -> store.insert(Samples.key("k2", "acme")));
        assertThat(textOf(cache.load(id))).isEqualTo("ACTIVE");
        assertThat(cache.isCachedUnknown(id)).isFalse();
    }

    @Test
    void changeOfTheKeyOrItsWorkspaceOrAnythingInvalidatesTheEntry() {
        List<StoreChange> changes =
                List.of(new StoreChange.OfKey(ID), new StoreChange.OfWorkspace("acme"), new StoreChange.OfAnything());
        assertThat(changes).allSatisfy(change -> {
            cache.load(ID);
            assertThat(cache.cached(ID)).isNotNull();
            cache.invalidate(change);
            assertThat(cache.cached(ID)).isNull();
        });
    }

    @Test
    void changeOfAnotherKeyOrWorkspaceDoesNotInvalidateTheEntry() {
        cache.load(ID);
        cache.invalidate(new StoreChange.OfKey(new KeyId("k2")));
        cache.invalidate(new StoreChange.OfWorkspace("zeta"));
        assertThat(textOf(cache.cached(ID))).isEqualTo("ACTIVE");
    }

    @Test
    void keyThatIsRevokedDuringItsLookUpIsReadAgain() {
        store.onChange(cache::invalidate);
        duringTheNextLookUp(this::revoke);
        assertThat(textOf(cache.load(ID))).isEqualTo("REVOKED");
        assertThat(textOf(cache.cached(ID))).isEqualTo("REVOKED");
    }

    @Test
    void keyWhoseWorkspaceIsSuspendedDuringItsLookUpIsReadAgain() {
        store.onChange(cache::invalidate);
        duringTheNextLookUp(this::suspend);
        assertThat(textOf(cache.load(ID))).isEqualTo("ACTIVE suspended");
        assertThat(textOf(cache.cached(ID))).isEqualTo("ACTIVE suspended");
    }

    @Test
    void keyIsReadAgainIfAnythingChangesDuringItsLookUp() {
        duringTheNextLookUp(() -> cache.invalidate(new StoreChange.OfAnything()));
        assertThat(textOf(cache.load(ID))).isEqualTo("ACTIVE");
        assertThat(lookUps).isEqualTo(2);
    }

    @Test
    void loadFailsIfTheKeyChangesDuringEveryRead() {
        duringLookUp = () -> cache.invalidate(new StoreChange.OfKey(ID));
        assertThatThrownBy(() -> cache.load(ID)).isInstanceOf(StoreException.class);
        assertThat(cache.cached(ID)).isNull();
    }

    @Test
    void keyThatIsRevokedDuringItsReloadIsRevoked() {
        store.onChange(cache::invalidate);
        cache.load(ID);
        pass(SETTINGS.freshFor());
        duringTheNextLookUp(this::revoke);
        assertThat(textOf(cache.cached(ID))).isEqualTo("REVOKED");
    }

    /** The cache is not notified of the change, as if another node had made it. */
    @Test
    void lateResultDoesNotReplaceALaterKey() {
        duringTheNextLookUp(() -> {
            revoke();
            pass(Duration.ofNanos(1));
            assertThat(textOf(cache.load(ID))).isEqualTo("REVOKED");
        });
        assertThat(textOf(cache.load(ID))).isEqualTo("REVOKED");
        assertThat(textOf(cache.cached(ID))).isEqualTo("REVOKED");
    }

    @Test
    void lateResultDoesNotReplaceALaterWorkspace() {
        duringTheNextLookUp(() -> {
            suspend();
            assertThat(textOf(cache.load(ID))).isEqualTo("ACTIVE suspended");
        });
        assertThat(textOf(cache.load(ID))).isEqualTo("ACTIVE suspended");
    }

    @Test
    void earlierVersionFromARestoredStoreIsAccepted() {
        revoke();
        assertThat(textOf(cache.load(ID))).isEqualTo("REVOKED");
        InMemoryApiKeyStore restored = new InMemoryApiKeyStore();
        restored.insert(Samples.workspace("acme"));
        restored.insert(Samples.key("k1", "acme"));
        otherStore = restored;
        pass(SETTINGS.freshFor());
        assertThat(textOf(cache.cached(ID))).isEqualTo("ACTIVE");
    }

    @Test
    void recordThatTheCompilerRejectsIsNotCached() {
        CachedLookup<Described> rejecting = new CachedLookup<>(
                this::lookUp,
                (read, found) -> {
                    throw new IllegalStateException("no such plan");
                },
                SETTINGS,
                bridged::add,
                () -> now);
        assertThatThrownBy(() -> rejecting.load(ID)).hasMessage("no such plan");
        assertThat(rejecting.cached(ID)).isNull();
        assertThat(rejecting.isCachedUnknown(ID)).isFalse();
    }

    @Test
    void cacheNeverExceedsItsBounds() {
        List<KeyId> known =
                IntStream.range(0, 100).mapToObj(i -> new KeyId("known" + i)).toList();
        List<KeyId> unknown =
                IntStream.range(0, 100).mapToObj(i -> new KeyId("unknown" + i)).toList();
        known.forEach(id -> store.insert(Samples.key(id.value(), "acme")));
        known.forEach(cache::load);
        unknown.forEach(cache::load);
        assertThat(known.stream().filter(id -> cache.cached(id) != null)).hasSizeLessThanOrEqualTo(10);
        assertThat(unknown.stream().filter(cache::isCachedUnknown)).hasSizeLessThanOrEqualTo(10);
    }
}
