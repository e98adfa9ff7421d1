package io.keystile.monitoring.usage;

import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Returns usage for a screen: of all nodes as far as there is a {@link UsageStore}, and otherwise of this node.
 *
 * <p>A store keeps hours, so minutes are always those of this node; see {@link #isOfAllNodes}. Each node writes to the
 * store once a minute, so the current hour and day lack up to a minute of calls. All methods that read the store throw
 * what it throws; they never return this node's calls instead.
 *
 * <p>Series have all periods that {@link UsageResolution} keeps, those without calls included, oldest first.
 * Thread-safe.
 */
public final class UsageHistory {
    private final UsageMeter meter;
    private final @Nullable UsageStore store;

    private UsageHistory(UsageMeter meter, @Nullable UsageStore store) {
        this.meter = meter;
        this.store = store;
    }

    /** Returns the usage of this node since it started. */
    public static UsageHistory ofNode(UsageMeter meter) {
        return new UsageHistory(meter, null);
    }

    /**
     * Returns the usage of all nodes that write to a store.
     *
     * @param meter the meter of this node
     * @param store the store that the nodes write to, each with a {@link UsageFlusher}
     */
    public static UsageHistory ofAllNodes(UsageMeter meter, UsageStore store) {
        return new UsageHistory(meter, store);
    }

    /** Returns whether periods of this length have the calls of all nodes. */
    public boolean isOfAllNodes(UsageResolution resolution) {
        return storeOf(resolution) != null;
    }

    private @Nullable UsageStore storeOf(UsageResolution resolution) {
        return resolution == UsageResolution.MINUTE ? null : store;
    }

    /** Returns the calls of a key. */
    public List<UsagePeriod> ofKey(KeyId key, UsageResolution resolution) {
        UsageStore all = storeOf(resolution);
        if (all == null) {
            return meter.series(key, resolution);
        }
        Range range = range(resolution, resolution.kept());
        return series(all.ofKey(key, range.from(), range.to()), resolution, range);
    }

    /** Returns the calls of all keys of a workspace. */
    public List<UsagePeriod> ofWorkspace(String workspace, UsageResolution resolution) {
        UsageStore all = storeOf(resolution);
        if (all == null) {
            return meter.workspaceSeries(workspace, resolution);
        }
        Range range = range(resolution, resolution.kept());
        return series(all.ofWorkspace(workspace, range.from(), range.to()), resolution, range);
    }

    /** Returns the hours of each of several keys, in their order, for a page that lists them. Asks a store once. */
    public Map<KeyId, List<UsagePeriod>> hoursOfKeys(Collection<KeyId> keys) {
        UsageResolution hour = UsageResolution.HOUR;
        UsageStore all = storeOf(hour);
        Range range = range(hour, hour.kept());
        Map<KeyId, List<UsagePeriod>> stored = all == null ? Map.of() : all.ofKeys(keys, range.from(), range.to());
        Map<KeyId, List<UsagePeriod>> series = new LinkedHashMap<>();
        for (KeyId key : keys) {
            series.put(
                    key,
                    all == null ? meter.series(key, hour) : series(stored.getOrDefault(key, List.of()), hour, range));
        }
        return series;
    }

    /**
     * Returns the calls of each of several keys by outcome, in their order. A key without calls has an empty map. Asks
     * a store once.
     *
     * @param periods the number of latest periods that count, the current one included; from 1 to
     *     {@link UsageResolution#kept}
     * @throws IllegalArgumentException if {@code periods} is out of bounds
     */
    public Map<KeyId, Map<UsageOutcome, Long>> totals(Collection<KeyId> keys, UsageResolution resolution, int periods) {
        Range range = range(resolution, periods);
        UsageStore all = storeOf(resolution);
        Map<KeyId, Map<UsageOutcome, Long>> stored =
                all == null ? Map.of() : all.totals(keys, range.from(), range.to());
        Map<KeyId, Map<UsageOutcome, Long>> totals = new LinkedHashMap<>();
        for (KeyId key : keys) {
            totals.put(key, all == null ? sumOfLast(periods, key, resolution) : stored.getOrDefault(key, Map.of()));
        }
        return totals;
    }

    private Map<UsageOutcome, Long> sumOfLast(int periods, KeyId key, UsageResolution resolution) {
        List<UsagePeriod> series = meter.series(key, resolution);
        Map<UsageOutcome, Long> sums = new EnumMap<>(UsageOutcome.class);
        series.subList(series.size() - periods, series.size())
                .forEach(period -> period.calls().forEach((outcome, calls) -> sums.merge(outcome, calls, Long::sum)));
        return Map.copyOf(sums);
    }

    /**
     * Returns the keys of a workspace with the most calls of an outcome, in descending order.
     *
     * @param periods the number of latest periods that count, the current one included; from 1 to
     *     {@link UsageResolution#kept}
     * @param maxKeys the maximum number of keys to return, at least 1
     * @throws IllegalArgumentException if {@code periods} or {@code maxKeys} is out of bounds
     */
    public List<UsageRank> top(
            String workspace, UsageOutcome outcome, UsageResolution resolution, int periods, int maxKeys) {
        Arguments.atLeast(1, maxKeys, "The number of keys");
        Range range = range(resolution, periods);
        UsageStore all = storeOf(resolution);
        return all == null
                ? meter.top(workspace, outcome, resolution, periods, maxKeys)
                : all.top(workspace, outcome, range.from(), range.to(), maxKeys);
    }

    /** The latest periods. */
    private record Range(UsageResolution resolution, long first, long last) {
        Instant from() {
            return resolution.start(first);
        }

        Instant to() {
            return resolution.start(last + 1);
        }
    }

    private Range range(UsageResolution resolution, int periods) {
        Arguments.upTo(resolution.kept(), periods, "The number of periods");
        long now = resolution.periodOf(meter.now());
        return new Range(resolution, now - periods + 1, now);
    }

    /** Adds up hours to the periods of a range. */
    private static List<UsagePeriod> series(List<UsagePeriod> hours, UsageResolution resolution, Range range) {
        Map<Long, Map<UsageOutcome, Long>> sums = new HashMap<>();
        for (UsagePeriod hour : hours) {
            Map<UsageOutcome, Long> sum = sums.computeIfAbsent(
                    resolution.periodOf(hour.start()), unused -> new EnumMap<>(UsageOutcome.class));
            hour.calls().forEach((outcome, calls) -> sum.merge(outcome, calls, Long::sum));
        }
        List<UsagePeriod> series = new ArrayList<>();
        for (long period = range.first(); period <= range.last(); period++) {
            series.add(new UsagePeriod(resolution.start(period), sums.getOrDefault(period, Map.of())));
        }
        return List.copyOf(series);
    }
}
