package io.keystile.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Settings of {@link KeystileMetrics}. For one thread. */
public final class MetricsBuilder {
    private static final int MAX_KEYS = 10_000;

    final MeterRegistry registry;
    Tags tags = Tags.empty();
    boolean histograms;
    /** 0 if keys are not told apart. */
    int maxKeys;

    MetricsBuilder(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Puts a tag on every meter; none unless set. Authenticators that share a registry need different values of the same
     * tags.
     */
    public MetricsBuilder tag(String name, String value) {
        this.tags = tags.and(name, value);
        return this;
    }

    /**
     * Also counts the calls of each key, as {@code keystile.key.decisions} with the key's public id. Only keys whose secret was
     * verified get a series, so that nobody can make up any; the first {@code maxKeys} of a process get their own, and
     * all others share {@value KeyMeters#OTHERS}.
     *
     * @param maxKeys 1 to 10,000; each key is two series
     * @throws IllegalArgumentException if the number is out of bounds
     */
    public MetricsBuilder keyTag(int maxKeys) {
        if (maxKeys < 1 || maxKeys > MAX_KEYS) {
            throw new IllegalArgumentException("A metric tells 1 to " + MAX_KEYS + " keys apart; got " + maxKeys);
        }
        this.maxKeys = maxKeys;
        return this;
    }

    /**
     * Also counts durations in buckets, from which quantiles over all nodes can be computed; some hundred more series. Of metrics
     * that share a registry, all do so or none: Prometheus allows no name two types.
     */
    public MetricsBuilder histograms() {
        this.histograms = true;
        return this;
    }

    /**
     * Builds the metrics, and registers the meters of decisions and of the store.
     *
     * @throws IllegalStateException if metrics of the registry have {@link #histograms} and these have not, or the other way round
     */
    public KeystileMetrics build() {
        return new KeystileMetrics(this);
    }
}
