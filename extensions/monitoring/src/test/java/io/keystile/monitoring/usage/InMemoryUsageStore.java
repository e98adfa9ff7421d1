package io.keystile.monitoring.usage;

import io.keystile.key.KeyId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A store for tests that keeps all increments in memory. Thread-safe. */
final class InMemoryUsageStore implements UsageStore {
    private final List<UsageIncrement> added = new ArrayList<>();

    @Override
    public synchronized void add(Collection<UsageIncrement> increments) {
        added.addAll(increments);
    }

    @Override
    public List<UsagePeriod> ofKey(KeyId key, Instant from, Instant to) {
        return hours(increment -> increment.key().equals(key), from, to);
    }

    @Override
    public List<UsagePeriod> ofLineage(KeyId origin, Instant from, Instant to) {
        return hours(increment -> increment.origin().equals(origin), from, to);
    }

    @Override
    public List<UsagePeriod> ofWorkspace(String workspace, Instant from, Instant to) {
        return hours(increment -> increment.workspace().equals(workspace), from, to);
    }

    private synchronized List<UsagePeriod> hours(Predicate<UsageIncrement> wanted, Instant from, Instant to) {
        Map<Instant, Map<UsageOutcome, Long>> hours = new TreeMap<>();
        for (UsageIncrement increment : added) {
            Instant hour = increment.hour();
            if (wanted.test(increment) && !hour.isBefore(from) && hour.isBefore(to)) {
                hours.computeIfAbsent(hour, unused -> new EnumMap<>(UsageOutcome.class))
                        .merge(increment.outcome(), increment.calls(), Long::sum);
            }
        }
        return hours.entrySet().stream()
                .map(hour -> new UsagePeriod(hour.getKey(), hour.getValue()))
                .toList();
    }
}
