package io.keystile.micrometer;

import io.keystile.key.KeyId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the calls of the first so many keys, and those of all others together. Thread-safe. */
final class KeyMeters {
    /** The tag's value of all keys that have no series of their own. */
    static final String OTHERS = "_others";

    private final MeterRegistry registry;
    private final Tags tags;
    private final int maxKeys;
    private final AtomicInteger taken = new AtomicInteger();
    private final ConcurrentMap<KeyId, Pair> byKey = new ConcurrentHashMap<>();
    private final Pair others;

    private record Pair(Counter granted, Counter denied) {}

    KeyMeters(MeterRegistry registry, Tags tags, int maxKeys) {
        this.registry = registry;
        this.tags = tags;
        this.maxKeys = maxKeys;
        this.others = pair(OTHERS);
    }

    private Pair pair(String key) {
        return new Pair(counter(key, DecisionMeters.GRANTED), counter(key, DecisionMeters.DENIED));
    }

    private Counter counter(String key, String outcome) {
        return Counter.builder("keystile.key.decisions")
                .description("Decisions on calls with a key whose secret was right")
                .tags(tags)
                .tags("key", key, "outcome", outcome)
                .register(registry);
    }

    void count(KeyId id, boolean granted) {
        Pair pair = of(id);
        (granted ? pair.granted() : pair.denied()).increment();
    }

    private Pair of(KeyId id) {
        Pair known = byKey.get(id);
        if (known == null && taken.get() < maxKeys) {
            known = byKey.computeIfAbsent(id, this::add);
        }
        return known != null ? known : others;
    }

    /** Null if other threads have taken what was left. */
    private @Nullable Pair add(KeyId id) {
        return taken.getAndUpdate(count -> Math.min(count + 1, maxKeys)) < maxKeys ? pair(id.value()) : null;
    }
}
