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
import io.keystile.store.ChangeFeedStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Meters of an authenticator and its store in a {@link MeterRegistry}. Their names begin with {@code keystile.}:
 *
 * <ul>
 *   <li>decisions and their durations, if this is added as {@link io.keystile.KeystileBuilder#inlineListener};
 *   <li>calls of the store and their durations, for a store that {@link #timed(ApiKeyStore)} returned;
 *   <li>memory use, events that listeners missed, and the state of the change feed if there is one, after
 *       {@link #watch(Keystile)};
 *   <li>decisions that an access log could not write, after {@link #watch(AccessLog)}.
 * </ul>
 *
 * <p>The meters of decisions are registered at construction, so they report 0 from the start. An event costs a few
 * additions and allocates nothing. No tag contains data from a client. A tag with the key's id is optional, see {@link
 * MetricsBuilder#keyTag}. Thread-safe.
 */
@SuppressWarnings("exports") // whoever uses its methods with types of keystile-monitoring has that module
public final class KeystileMetrics implements AuthListener {
    private final MeterRegistry registry;
    private final Tags tags;
    private final DecisionMeters decisions;
    private final LimitMeters limits;
    /** Null unless {@link MetricsBuilder#keyTag} was set. */
    private final @Nullable KeyMeters keys;

    private final StoreMeters store;

    KeystileMetrics(MetricsBuilder settings) {
        this.registry = settings.registry;
        this.tags = settings.tags;
        this.decisions = new DecisionMeters(registry, tags, settings.histograms);
        this.limits = new LimitMeters(registry, tags);
        this.keys = settings.maxKeys == 0 ? null : new KeyMeters(registry, tags, settings.maxKeys);
        this.store = new StoreMeters(registry, tags, settings.histograms);
    }

    /** Returns a builder of metrics in {@code registry}. */
    public static MetricsBuilder builder(MeterRegistry registry) {
        return new MetricsBuilder(registry);
    }

    @Override
    public void onDecision(AuthEvent event) {
        decisions.count(event.decision(), event.durationNanos());
        limits.count(event.decision().limits());
        ApiKeyPrincipal caller = event.caller();
        if (keys != null && caller != null) {
            keys.count(caller.keyId(), event.decision() instanceof Granted);
        }
    }

    /** Returns a store that times the calls of {@code store}. Closing it closes {@code store}. */
    public ApiKeyStore timed(ApiKeyStore store) {
        return new TimedStore(store, this.store);
    }

    /** Returns a look-up that times the calls of {@code lookup}. */
    public ApiKeyLookup timedLookup(ApiKeyLookup lookup) {
        return id -> store.time(StoreOperation.FIND, () -> lookup.find(id));
    }

    /**
     * Registers meters of the authenticator's memory use and of the events that its listeners missed. The authenticator
     * is referenced weakly.
     *
     * <p>Each authenticator needs metrics of its own, with different {@linkplain MetricsBuilder#tag tags} if they share
     * a registry. Before you watch the replacement of an authenticator, remove {@code keystile.events.dropped}, {@code
     * keystile.cache.keys}, {@code keystile.limiter.buckets} and those that begin with {@code keystile.changes.} from
     * the registry.
     *
     * @throws IllegalStateException if metrics with the same tags in this registry already watch an authenticator
     */
    public void watch(ApiKeyAuthenticator authenticator) {
        registerNew(FunctionCounter.builder(
                        "keystile.events.dropped",
                        authenticator,
                        watched -> watched.stats().droppedEvents())
                .description("Events that a listener missed because it was too slow, failed or was closed"));
        cache("found", authenticator, watched -> watched.stats().cachedKeys());
        cache("unknown", authenticator, watched -> watched.stats().cachedUnknownIds());
        Gauge.builder(
                        "keystile.limiter.buckets",
                        authenticator,
                        watched -> watched.stats().limiterBuckets())
                .description("Buckets that the rate limiter holds in memory")
                .tags(tags)
                .register(registry);
        if (authenticator.stats().changeFeed() != null) {
            watchFeed(authenticator);
        }
    }

    private void watchFeed(ApiKeyAuthenticator authenticator) {
        TimeGauge.builder(
                        "keystile.changes.age",
                        authenticator,
                        TimeUnit.NANOSECONDS,
                        watched -> feedOf(watched).age().toNanos())
                .description("Time since which changes of other nodes may not have been heard")
                .tags(tags)
                .register(registry);
        feed("heard", "Changes that the feed passed", authenticator, ChangeFeedStats::heard);
        feed("reconnects", "Times the feed worked again after a failure", authenticator, ChangeFeedStats::reconnects);
        feed("outages", "Times nothing was heard for 3 seconds", authenticator, ChangeFeedStats::outages);
        feed("untold", "Changes that could not be passed to other nodes", authenticator, ChangeFeedStats::untold);
    }

    private static ChangeFeedStats feedOf(ApiKeyAuthenticator authenticator) {
        return Objects.requireNonNull(authenticator.stats().changeFeed());
    }

    private void feed(
            String name,
            String description,
            ApiKeyAuthenticator authenticator,
            ToDoubleFunction<ChangeFeedStats> count) {
        FunctionCounter.builder(
                        "keystile.changes." + name, authenticator, watched -> count.applyAsDouble(feedOf(watched)))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** Watches the authenticator of {@code keystile}; see {@link #watch(ApiKeyAuthenticator)}. */
    public void watch(Keystile keystile) {
        watch(keystile.authenticator());
    }

    /**
     * Registers a meter of the decisions that {@code log} could not write. The log is referenced weakly.
     *
     * @throws IllegalStateException if metrics with the same tags in this registry already watch a log
     */
    public void watch(AccessLog log) {
        registerNew(FunctionCounter.builder("keystile.access.log.lost", log, AccessLog::lost)
                .description("Decisions that the access log could not write"));
    }

    /** Detects an existing meter by registering it: only the registry knows its common tags and filters. */
    private void registerNew(FunctionCounter.Builder<?> counter) {
        List<Meter> before = registry.getMeters();
        if (before.contains(counter.tags(tags).register(registry))) {
            throw new IllegalStateException(
                    "A meter with the same tags is already registered; build these metrics with a different tag");
        }
    }

    private void cache(String kind, ApiKeyAuthenticator authenticator, ToDoubleFunction<ApiKeyAuthenticator> size) {
        Gauge.builder("keystile.cache.keys", authenticator, size)
                .description("Cached keys, and cached ids that the store does not have")
                .tags(tags)
                .tag("kind", kind)
                .register(registry);
    }
}
