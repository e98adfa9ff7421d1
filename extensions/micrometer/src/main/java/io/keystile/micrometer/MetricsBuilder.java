package io.keystile.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Builds {@link KeystileMetrics}. Not thread-safe. */
public final class MetricsBuilder {
    private static final int MAX_KEYS = 10_000;

    final MeterRegistry registry;
    Tags tags = Tags.empty();
    boolean histograms;
    /** 0 if decisions are not counted by key. */
    int maxKeys;

    MetricsBuilder(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Adds a tag to every meter. The default is no tag. Authenticators that share a registry need different values of
     * the same tags.
     */
    public MetricsBuilder tag(String name, String value) {
        this.tags = tags.and(name, value);
        return this;
    }

    /**
     * Also counts the decisions of each key, as {@code keystile.key.decisions} with the key's public id. Only keys
     * whose secret was verified are counted, so a client cannot create series with invented ids. The first {@code
     * maxKeys} keys of a process get series of their own; all others share {@value KeyMeters#OTHERS}.
     *
     * @param maxKeys 1 to 10,000; each key adds two series
     * @throws IllegalArgumentException if {@code maxKeys} is out of bounds
     */
    public MetricsBuilder keyTag(int maxKeys) {
        if (maxKeys < 1 || maxKeys > MAX_KEYS) {
            throw new IllegalArgumentException("keyTag accepts 1 to " + MAX_KEYS + " keys; got " + maxKeys);
        }
        this.maxKeys = maxKeys;
        return this;
    }

    /**
     * Also counts durations in buckets, from which quantiles over all nodes can be computed. This adds several hundred
     * series. All metrics of one registry must use histograms, or none, because Prometheus allows only one type per
     * name.
     */
    public MetricsBuilder histograms() {
        this.histograms = true;
        return this;
    }

    /**
     * Builds the metrics, and registers the meters of decisions and of the store.
     *
     * @throws IllegalStateException if the registry has metrics with another setting of {@link #histograms}
     */
    public KeystileMetrics build() {
        return new KeystileMetrics(this);
    }
}
