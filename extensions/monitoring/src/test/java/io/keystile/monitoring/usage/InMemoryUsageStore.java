package io.keystile.monitoring.usage;

import io.keystile.key.KeyId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A store for tests that keeps all increments in memory. Thread-safe. */
class InMemoryUsageStore implements UsageStore {
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

    @Override
    public Map<KeyId, List<UsagePeriod>> ofKeys(Collection<KeyId> keys, Instant from, Instant to) {
        Map<KeyId, List<UsagePeriod>> found = new HashMap<>();
        for (KeyId key : keys) {
            List<UsagePeriod> hours = ofKey(key, from, to);
            if (!hours.isEmpty()) {
                found.put(key, hours);
            }
        }
        return found;
    }

    @Override
    public Map<KeyId, Map<UsageOutcome, Long>> totals(Collection<KeyId> keys, Instant from, Instant to) {
        Map<KeyId, Map<UsageOutcome, Long>> totals = new HashMap<>();
        for (KeyId key : keys) {
            Map<UsageOutcome, Long> sums = new EnumMap<>(UsageOutcome.class);
            ofKey(key, from, to)
                    .forEach(hour -> hour.calls().forEach((outcome, calls) -> sums.merge(outcome, calls, Long::sum)));
            if (!sums.isEmpty()) {
                totals.put(key, sums);
            }
        }
        return totals;
    }

    @Override
    public synchronized List<UsageRank> top(
            String workspace, UsageOutcome outcome, Instant from, Instant to, int maxKeys) {
        List<KeyId> keys = added.stream()
                .filter(increment -> increment.workspace().equals(workspace))
                .map(UsageIncrement::key)
                .toList();
        return totals(keys, from, to).entrySet().stream()
                .filter(total -> total.getValue().containsKey(outcome))
                .map(total -> new UsageRank(total.getKey(), total.getValue().getOrDefault(outcome, 0L)))
                .sorted(Comparator.comparingLong(UsageRank::calls).reversed().thenComparing(UsageRank::key))
                .limit(maxKeys)
                .toList();
    }

    @Override
    public synchronized void deleteBefore(Instant hour) {
        added.removeIf(increment -> increment.hour().isBefore(hour));
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
