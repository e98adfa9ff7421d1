package io.keystile.testkit;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import io.keystile.key.KeyId;
import io.keystile.monitoring.usage.UsageIncrement;
import io.keystile.monitoring.usage.UsageOutcome;
import io.keystile.monitoring.usage.UsagePeriod;
import io.keystile.monitoring.usage.UsageRank;
import io.keystile.monitoring.usage.UsageStore;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Runs the contract of usage stores on a minimal in-memory store. */
class InMemoryUsageStoreTest extends UsageStoreContract {
    @Override
    protected UsageStore newStore() {
        return new InMemoryUsageStore();
    }

    private static final class InMemoryUsageStore implements UsageStore {
        private final List<UsageIncrement> added = new CopyOnWriteArrayList<>();

        @Override
        public void add(Collection<UsageIncrement> increments) {
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
            ofKeys(keys, from, to).forEach((key, hours) -> {
                Map<UsageOutcome, Long> sums = new EnumMap<>(UsageOutcome.class);
                hours.forEach(hour -> hour.calls().forEach((outcome, calls) -> sums.merge(outcome, calls, Long::sum)));
                totals.put(key, sums);
            });
            return totals;
        }

        @Override
        public List<UsageRank> top(String workspace, UsageOutcome outcome, Instant from, Instant to, int maxKeys) {
            List<KeyId> keys = added.stream()
                    .filter(increment -> increment.workspace().equals(workspace))
                    .map(UsageIncrement::key)
                    .toList();
            return totals(keys, from, to).entrySet().stream()
                    .filter(total -> total.getValue().containsKey(outcome))
                    .map(total -> new UsageRank(total.getKey(), total.getValue().getOrDefault(outcome, 0L)))
                    .sorted(Comparator.comparingLong(UsageRank::calls)
                            .reversed()
                            .thenComparing(UsageRank::key))
                    .limit(maxKeys)
                    .toList();
        }

        @Override
        public void deleteBefore(Instant hour) {
            added.removeIf(increment -> increment.hour().isBefore(hour));
        }

        private List<UsagePeriod> hours(Predicate<UsageIncrement> wanted, Instant from, Instant to) {
            Map<Instant, Map<UsageOutcome, Long>> hours = added.stream()
                    .filter(wanted)
                    .filter(increment -> !increment.hour().isBefore(from))
                    .filter(increment -> increment.hour().isBefore(to))
                    .collect(groupingBy(
                            UsageIncrement::hour,
                            TreeMap::new,
                            groupingBy(UsageIncrement::outcome, summingLong(UsageIncrement::calls))));
            return hours.entrySet().stream()
                    .map(hour -> new UsagePeriod(hour.getKey(), hour.getValue()))
                    .toList();
        }
    }
}
