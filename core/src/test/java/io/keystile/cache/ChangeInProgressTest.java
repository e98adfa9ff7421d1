package io.keystile.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.KeyBuffer;
import io.keystile.key.KeyBuffers;
import io.keystile.key.KeyId;
import io.keystile.store.CacheSettings;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.Samples;
import io.keystile.store.StoreChange;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A call that reads the cache in the middle of a change, before or after the generation is incremented. */
class ChangeInProgressTest {
    private static final KeyId ID = new KeyId("k1");
    private static final CacheSettings SETTINGS =
            new CacheSettings(10, Duration.ofSeconds(30), Duration.ofSeconds(300), 10, Duration.ofSeconds(10));

    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    private final CachedLookup<Described> cache =
            new CachedLookup<>(store, Described::new, SETTINGS, failure -> {}, () -> 0, new Watched(), new Watched());

    /** Runs a call before and after each step of a change. */
    private final class Watched extends Generations {
        @Override
        void increment(Object name) {
            cache.cached(ID);
            super.increment(name);
            cache.cached(ID);
        }

        @Override
        void incrementAll() {
            cache.cached(ID);
            super.incrementAll();
            cache.cached(ID);
        }
    }

    static List<StoreChange> changes() {
        return List.of(new StoreChange.OfKey(ID), new StoreChange.OfWorkspace("acme"), new StoreChange.OfAnything());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aReadInTheMiddleOfAChangeDoesNotHideTheChange(StoreChange change) {
        store.insert(Samples.workspace("acme"));
        store.insert(Samples.key("k1", "acme"));
        assertThat(cache.load(ID)).isNotNull();
        assertThat(cache.cached(ID)).isNotNull();

        cache.invalidate(change);

        KeyBuffer buffer = KeyBuffers.ofId(ID);
        assertThat(cache.cached(ID)).isNull();
        assertThat(cache.cachedWithoutReload(buffer, 0)).isNull();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void anEntryThatIsReadAfterAChangeIsUsed(StoreChange change) {
        store.insert(Samples.workspace("acme"));
        store.insert(Samples.key("k1", "acme"));
        cache.invalidate(change);
        assertThat(cache.load(ID)).isNotNull();

        cache.invalidate(new StoreChange.OfWorkspace("other"));

        assertThat(cache.cached(ID)).isNotNull();
    }
}
