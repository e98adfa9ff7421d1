package io.keystile.micrometer;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.AuthListener;
import io.keystile.Decision.Granted;
import io.keystile.Keystile;
import io.keystile.monitoring.accesslog.AccessLog;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.ApiKeyStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts what an authenticator decides, how long that and its store take, and what it holds in memory, as meters of a {@link
 * MeterRegistry} whose names begin with {@code keystile.}:
 *
 * <ul>
 *   <li>as {@link io.keystile.KeystileBuilder#inlineListener}, the decisions;
 *   <li>around the store ({@link #timed(ApiKeyStore)}), its calls;
 *   <li>once the authenticator is built ({@link #watch(ApiKeyAuthenticator)}), its memory and what its listeners have missed;
 *   <li>what an access log could not write ({@link #watch(AccessLog)}).
 * </ul>
 *
 * <p>The meters of decisions are made when this is, so they stand at 0 from the start, and an event costs a few additions and
 * creates nothing. No tag holds what a client has sent; that of a key is opt-in, see {@link MetricsBuilder#keyTag}.
 * Thread-safe.
 */
public final class KeystileMetrics implements AuthListener {
    private final MeterRegistry registry;
    private final Tags tags;
    private final DecisionMeters decisions;
    /** Null unless it was asked for. */
    private final @Nullable KeyMeters keys;

    private final StoreMeters store;

    KeystileMetrics(MetricsBuilder settings) {
        this.registry = settings.registry;
        this.tags = settings.tags;
        this.decisions = new DecisionMeters(registry, tags, settings.histograms);
        this.keys = settings.maxKeys == 0 ? null : new KeyMeters(registry, tags, settings.maxKeys);
        this.store = new StoreMeters(registry, tags, settings.histograms);
    }

    /** Starts metrics in {@code registry}. */
    public static MetricsBuilder builder(MeterRegistry registry) {
        return new MetricsBuilder(registry);
    }

    @Override
    public void onDecision(AuthEvent event) {
        decisions.count(event.decision(), event.durationNanos());
        ApiKeyPrincipal caller = event.caller();
        if (keys != null && caller != null) {
            keys.count(caller.keyId(), event.decision() instanceof Granted);
        }
    }

    /** Returns {@code store} with its calls timed. Closing it closes {@code store}. */
    public ApiKeyStore timed(ApiKeyStore store) {
        return new TimedStore(store, this.store);
    }

    /** Returns {@code lookup} with its calls timed. */
    public ApiKeyLookup timedLookup(ApiKeyLookup lookup) {
        return id -> store.time(StoreOperation.FIND, () -> lookup.find(id));
    }

    /**
     * Shows what {@code authenticator} holds in memory, and how many events its listeners have missed. It is not kept from
     * being collected.
     *
     * @throws IllegalStateException if an authenticator is watched already, by these metrics or by others of this registry that
     *     have the same {@linkplain MetricsBuilder#tag tags}: two authenticators have metrics of their own, with different tags
     *     if they share a registry. For one that is made in place of another, remove {@code keystile.events.dropped},
     *     {@code keystile.cache.keys} and {@code keystile.limiter.buckets} from the registry first
     */
    public void watch(ApiKeyAuthenticator authenticator) {
        registerNew(FunctionCounter.builder(
                        "keystile.events.dropped",
                        authenticator,
                        watched -> watched.stats().droppedEvents())
                .description("Events that a listener has not heard, since it was too slow, failed or was closed"));
        cache("found", authenticator, watched -> watched.stats().cachedKeys());
        cache("unknown", authenticator, watched -> watched.stats().cachedUnknownIds());
        Gauge.builder(
                        "keystile.limiter.buckets",
                        authenticator,
                        watched -> watched.stats().limiterBuckets())
                .description("Buckets that the limiter keeps in memory")
                .tags(tags)
                .register(registry);
    }

    /** Watches the authenticator of {@code keystile}; see {@link #watch(ApiKeyAuthenticator)}. */
    public void watch(Keystile keystile) {
        watch(keystile.authenticator());
    }

    /**
     * Shows how many decisions {@code log} could not write. It is not kept from being collected.
     *
     * @throws IllegalStateException if another log is watched already with the same tags
     */
    public void watch(AccessLog log) {
        registerNew(FunctionCounter.builder("keystile.access.log.lost", log, AccessLog::lost)
                .description("Decisions that the access log could not write"));
    }

    /** Only the registry knows whether it has a meter: it may have common tags, and filters that change these. */
    private void registerNew(FunctionCounter.Builder<?> counter) {
        List<Meter> before = registry.getMeters();
        if (before.contains(counter.tags(tags).register(registry))) {
            throw new IllegalStateException(
                    "The registry shows another one with these tags; build these metrics with another tag");
        }
    }

    private void cache(String kind, ApiKeyAuthenticator authenticator, ToDoubleFunction<ApiKeyAuthenticator> size) {
        Gauge.builder("keystile.cache.keys", authenticator, size)
                .description("Keys that are remembered: found ones, and ids that the store does not have")
                .tags(tags)
                .tag("kind", kind)
                .register(registry);
    }
}
