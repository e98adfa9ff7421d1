package io.keystile.console;

import io.keystile.console.views.Bars;
import io.keystile.console.views.KeyUse;
import io.keystile.console.views.Text;
import io.keystile.console.views.UsageRow;
import io.keystile.key.KeyId;
import io.keystile.monitoring.usage.KeyUsage;
import io.keystile.monitoring.usage.UsageMeter;
import io.keystile.monitoring.usage.UsageOutcome;
import io.keystile.monitoring.usage.UsagePeriod;
import io.keystile.monitoring.usage.UsageResolution;
import io.keystile.monitoring.usage.UsageStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is counted. Besides the builder, only this class and {@link Requests} know the monitoring, which an
 * application need not have. Thread-safe.
 */
final class Usages {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final int HOURS = 24;

    /** The outcomes in the order of {@link UsageRow#KINDS}. */
    private static final List<UsageOutcome> OUTCOMES = List.of(
            UsageOutcome.GRANTED,
            UsageOutcome.UNAUTHENTICATED,
            UsageOutcome.FORBIDDEN,
            UsageOutcome.LIMITED,
            UsageOutcome.UNAVAILABLE);

    private final @Nullable UsageMeter meter;
    private final @Nullable UsageStore store;

    Usages(@Nullable UsageMeter meter, @Nullable UsageStore store) {
        this.meter = meter;
        this.store = store;
    }

    /** Returns the lengths of periods that can be shown. */
    List<String> choices() {
        return meter == null ? List.of("hour", "day") : List.of("minute", "hour", "day");
    }

    /** Returns where the numbers come from. */
    String source(String by) {
        return isOfAllNodes(by) ? "All nodes; the latest minutes may be missing." : "This node, since it was started.";
    }

    /** Returns whether periods of this length are read from the store, which has the calls of all nodes. */
    boolean isOfAllNodes(String by) {
        return store != null && !by.equals("minute");
    }

    /**
     * Returns the periods that are kept, oldest first, of the key of the path, or of its workspace.
     *
     * @throws Refusal if the store cannot answer
     */
    List<UsageRow> rows(Call call, String by) {
        UsageResolution resolution = UsageResolution.valueOf(by.toUpperCase(Locale.ROOT));
        KeyId key = call.keyOrNull() == null ? null : call.key().id();
        List<UsagePeriod> periods = store != null && isOfAllNodes(by)
                ? stored(store, key, call.workspace().id(), resolution, call.now())
                : metered(key, call.workspace().id(), resolution);
        DateTimeFormatter label = DateTimeFormatter.ofPattern(
                        resolution == UsageResolution.DAY ? "EEE d MMM" : "EEE d MMM, HH:mm", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);
        return periods.stream()
                .map(period -> new UsageRow(
                        period.start(),
                        label.format(period.start()),
                        OUTCOMES.stream().map(period::calls).toList()))
                .toList();
    }

    private List<UsagePeriod> metered(@Nullable KeyId key, String workspace, UsageResolution resolution) {
        if (meter == null) {
            return List.of();
        }
        return key == null ? meter.workspaceSeries(workspace, resolution) : meter.series(key, resolution);
    }

    private static List<UsagePeriod> stored(
            UsageStore store, @Nullable KeyId key, String workspace, UsageResolution resolution, Instant now) {
        Duration length = resolution == UsageResolution.DAY ? Duration.ofDays(1) : Duration.ofHours(1);
        Instant last = resolution.startOf(now);
        Instant first = last.minus(length.multipliedBy(resolution.kept() - 1L));
        List<UsagePeriod> hours;
        try {
            hours = key == null
                    ? store.ofWorkspace(workspace, first, last.plus(length))
                    : store.ofKey(key, first, last.plus(length));
        } catch (RuntimeException e) {
            LOG.warn("The usage cannot be shown, because its store cannot answer", e);
            throw Refusal.usageDown();
        }
        Map<Instant, Map<UsageOutcome, Long>> sums = new TreeMap<>();
        for (Instant start = first; !start.isAfter(last); start = start.plus(length)) {
            sums.put(start, new EnumMap<>(UsageOutcome.class));
        }
        for (UsagePeriod hour : hours) {
            Map<UsageOutcome, Long> sum = sums.get(resolution.startOf(hour.start()));
            if (sum != null) {
                hour.calls().forEach((outcome, calls) -> sum.merge(outcome, calls, Long::sum));
            }
        }
        List<UsagePeriod> periods = new ArrayList<>();
        sums.forEach((start, calls) -> periods.add(new UsagePeriod(start, calls)));
        return periods;
    }

    private static List<UsagePeriod> lastDay(List<UsagePeriod> hours) {
        return hours.subList(Math.max(0, hours.size() - HOURS), hours.size());
    }

    private List<UsagePeriod> lastDayOf(KeyId key) {
        return meter == null ? List.of() : lastDay(meter.series(key, UsageResolution.HOUR));
    }

    /** Returns a key's calls of the last 24 hours on this node. */
    Bars lastDay(KeyId key) {
        return bars(lastDayOf(key));
    }

    /** Returns a workspace's calls of the last 24 hours on this node. */
    Bars lastDayOfWorkspace(String workspace) {
        return bars(meter == null ? List.of() : lastDay(meter.workspaceSeries(workspace, UsageResolution.HOUR)));
    }

    private static Bars bars(List<UsagePeriod> periods) {
        List<Long> counts = periods.stream().map(Usages::calls).toList();
        long calls = counts.stream().mapToLong(Long::longValue).sum();
        return Bars.of(Text.plural(calls, "call") + " in 24 hours", counts);
    }

    /** Returns whether at least {@code many} calls of the last 24 hours, and at least half of them, were refused. */
    boolean mostAreRefused(KeyId key, long many) {
        List<UsagePeriod> hours = lastDayOf(key);
        long calls = hours.stream().mapToLong(Usages::calls).sum();
        long granted = hours.stream()
                .mapToLong(hour -> hour.calls(UsageOutcome.GRANTED))
                .sum();
        return calls - granted >= many && calls >= 2 * granted;
    }

    /** Returns a key's calls since midnight in UTC on this node; null if they are not counted. */
    @Nullable
    Long callsToday(KeyId key) {
        return meter == null ? null : calls(today(meter, key));
    }

    private static UsagePeriod today(UsageMeter meter, KeyId key) {
        List<UsagePeriod> days = meter.series(key, UsageResolution.DAY);
        return days.get(days.size() - 1);
    }

    /** Returns what is counted of a key on this node; null if nothing is counted. */
    @Nullable
    KeyUse of(KeyId key) {
        if (meter == null) {
            return null;
        }
        UsagePeriod today = today(meter, key);
        Optional<KeyUsage> usage = meter.usage(key);
        return new KeyUse(
                calls(today),
                calls(today) - today.calls(UsageOutcome.GRANTED),
                lastDay(key),
                usage.map(KeyUsage::networksToday).orElse(0),
                usage.map(each -> each.lastCall().userAgent()).orElse(null),
                usage.map(KeyUsage::quotas).orElse(List.of()).stream()
                        .map(quota -> Text.count(quota.remaining()) + " of " + Text.limit(quota.limit()))
                        .toList());
    }

    private static long calls(UsagePeriod period) {
        return period.calls().values().stream().mapToLong(Long::longValue).sum();
    }
}
