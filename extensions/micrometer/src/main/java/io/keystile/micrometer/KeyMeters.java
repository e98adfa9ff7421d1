package io.keystile.micrometer;

import io.keystile.key.KeyId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts decisions of each of the first {@code maxKeys} keys, and of all other keys together. Thread-safe. */
final class KeyMeters {
    /** The tag's value for all keys without series of their own. */
    static final String OTHERS = "_others";

    private final MeterRegistry registry;
    private final Tags tags;
    private final int maxKeys;
    private final AtomicInteger keyCount = new AtomicInteger();
    private final ConcurrentMap<KeyId, Counters> byKey = new ConcurrentHashMap<>();
    private final Counters others;

    private record Counters(Counter granted, Counter denied) {}

    KeyMeters(MeterRegistry registry, Tags tags, int maxKeys) {
        this.registry = registry;
        this.tags = tags;
        this.maxKeys = maxKeys;
        this.others = register(OTHERS);
    }

    private Counters register(String key) {
        return new Counters(counter(key, DecisionMeters.GRANTED), counter(key, DecisionMeters.DENIED));
    }

    private Counter counter(String key, String outcome) {
        return Counter.builder("keystile.key.decisions")
                .description("Decisions on requests with a key whose secret was verified")
                .tags(tags)
                .tags("key", key, "outcome", outcome)
                .register(registry);
    }

    void count(KeyId id, boolean granted) {
        Counters counters = countersOf(id);
        (granted ? counters.granted() : counters.denied()).increment();
    }

    private Counters countersOf(KeyId id) {
        Counters known = byKey.get(id);
        if (known == null && keyCount.get() < maxKeys) {
            known = byKey.computeIfAbsent(id, this::add);
        }
        return known != null ? known : others;
    }

    /** Returns null if the maximum number of keys is reached. */
    private @Nullable Counters add(KeyId id) {
        return keyCount.getAndUpdate(count -> Math.min(count + 1, maxKeys)) < maxKeys ? register(id.value()) : null;
    }
}
