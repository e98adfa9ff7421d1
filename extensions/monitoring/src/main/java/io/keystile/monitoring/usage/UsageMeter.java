package io.keystile.monitoring.usage;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.AuthListener;
import io.keystile.Decision.Denied;
import io.keystile.DenialReason;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Counts the calls of each key by outcome, in minutes, hours and days of UTC.
 *
 * <p>An event counts in the period of its own time; an event that is up to two minutes late counts in the latest
 * period. A call near the boundary of two periods may count in the wrong one. A call that was made while the clock was
 * ahead may count one period too early or in none. The total always has every call.
 *
 * <p>Only a key whose secret was verified has an entry; all other calls are counted by denial reason. A full meter
 * evicts keys that were unused for a day. Calls of keys for which there is no room are counted together, as
 * {@link #OTHERS}. A call of a key in the moment of its eviction may be missed.
 *
 * <p>Register it with {@code AuthenticatorBuilder.inlineListener}: counting a call of a known key takes no lock and
 * allocates nothing. A key takes about 2 kB of memory, 1 kB more for each further outcome, and the size of its last
 * user agent. Thread-safe.
 */
public final class UsageMeter implements AuthListener {
    /** The default maximum number of keys. */
    public static final int DEFAULT_MAX_KEYS = 50_000;

    /** The id under which keys without an entry are counted together. Its workspace has the same name. */
    public static final KeyId OTHERS = new KeyId("_others");

    private final InstantSource clock;
    private final UsageTable table;
    /** Filled in the constructor and only read afterwards, so it needs no lock. */
    private final Map<DenialReason, LongAdder> withoutKey = new EnumMap<>(DenialReason.class);

    /** Creates a meter for {@value #DEFAULT_MAX_KEYS} keys that uses the system clock. */
    public UsageMeter() {
        this(InstantSource.system(), DEFAULT_MAX_KEYS);
    }

    /**
     * Creates a meter.
     *
     * @param clock the current time for queries; events have their own
     * @param maxKeys the maximum number of keys with an entry, at least 1
     * @throws IllegalArgumentException if {@code maxKeys} is less than 1
     */
    public UsageMeter(InstantSource clock, int maxKeys) {
        this.clock = clock;
        this.table = new UsageTable(Arguments.atLeast(1, maxKeys, "The number of keys"));
        for (DenialReason reason : DenialReason.values()) {
            withoutKey.put(reason, new LongAdder());
        }
    }

    @Override
    public void onDecision(AuthEvent event) {
        ApiKeyPrincipal caller = event.caller();
        if (caller != null) {
            table.countsOf(caller, event.time()).count(event);
        } else if (event.decision() instanceof Denied denied) {
            Objects.requireNonNull(withoutKey.get(denied.reason())).increment();
        }
    }

    /** Returns how a key is used; empty if it has no entry or no calls. */
    public Optional<KeyUsage> usage(KeyId key) {
        return Optional.ofNullable(table.find(key))
                .filter(KeyCounts::hasCalls)
                .map(counts -> counts.usage(clock.instant()));
    }

    /**
     * Returns a key's calls in all periods that are kept, oldest first. If the key has no entry, all periods are
     * without calls.
     */
    public List<UsagePeriod> series(KeyId key, UsageResolution resolution) {
        return series(Optional.ofNullable(table.find(key)).stream().toList(), resolution);
    }

    /**
     * Returns the calls of a key and of all keys that a chain of rotations replaced it by, in all periods that are
     * kept, oldest first. Keys without an entry are left out.
     *
     * @param origin the first key of the chain, see {@link io.keystile.model.ApiKeyRecord#origin}
     */
    public List<UsagePeriod> lineageSeries(KeyId origin, UsageResolution resolution) {
        return series(entries().filter(counts -> counts.origin.equals(origin)).toList(), resolution);
    }

    /** Returns the calls of all keys of a workspace that have an entry, in all periods that are kept, oldest first. */
    public List<UsagePeriod> workspaceSeries(String workspace, UsageResolution resolution) {
        return series(
                entries().filter(counts -> counts.workspace.equals(workspace)).toList(), resolution);
    }

    /**
     * Returns the keys with the most calls of an outcome, in descending order, without {@link #OTHERS}.
     *
     * @param periods the number of latest periods that count, the current one included; from 1 to
     *     {@link UsageResolution#kept}
     * @param maxKeys the maximum number of keys to return, at least 0
     * @throws IllegalArgumentException if {@code periods} or {@code maxKeys} is out of bounds
     */
    public List<UsageRank> top(UsageOutcome outcome, UsageResolution resolution, int periods, int maxKeys) {
        return top(table.all().stream(), outcome, resolution, periods, maxKeys);
    }

    /** Returns the same as the method without a workspace, of the keys of one workspace only. */
    public List<UsageRank> top(
            String workspace, UsageOutcome outcome, UsageResolution resolution, int periods, int maxKeys) {
        Stream<KeyCounts> keys = table.all().stream().filter(counts -> counts.workspace.equals(workspace));
        return top(keys, outcome, resolution, periods, maxKeys);
    }

    private List<UsageRank> top(
            Stream<KeyCounts> keys, UsageOutcome outcome, UsageResolution resolution, int periods, int maxKeys) {
        Arguments.upTo(resolution.kept(), periods, "The number of periods");
        Arguments.atLeast(0, maxKeys, "The number of keys");
        long now = resolution.periodOf(clock.instant());
        return keys.map(counts -> new UsageRank(
                        counts.key,
                        LongStream.rangeClosed(now - periods + 1, now)
                                .map(period -> counts.calls(outcome, resolution, period))
                                .sum()))
                .filter(rank -> rank.calls() > 0)
                .sorted(Comparator.comparingLong(UsageRank::calls).reversed().thenComparing(UsageRank::key))
                .limit(maxKeys)
                .toList();
    }

    /** Returns the number of denied calls without a verified key, by reason. A reason without calls is absent. */
    public Map<DenialReason, Long> deniedWithoutKey() {
        Map<DenialReason, Long> sums = new EnumMap<>(DenialReason.class);
        withoutKey.forEach((reason, counted) -> {
            if (counted.sum() > 0) {
                sums.put(reason, counted.sum());
            }
        });
        return Map.copyOf(sums);
    }

    /** Returns the number of keys with an entry. */
    public int size() {
        return table.size();
    }

    private List<UsagePeriod> series(List<KeyCounts> keys, UsageResolution resolution) {
        Instant time = clock.instant();
        long now = resolution.periodOf(time);
        List<UsagePeriod> series = new ArrayList<>();
        for (long period = now - resolution.kept() + 1; period <= now; period++) {
            Map<UsageOutcome, Long> sums = new EnumMap<>(UsageOutcome.class);
            for (KeyCounts counts : keys) {
                for (UsageOutcome outcome : UsageOutcome.values()) {
                    long calls = counts.calls(outcome, resolution, period);
                    if (calls > 0) {
                        sums.merge(outcome, calls, Long::sum);
                    }
                }
            }
            series.add(new UsagePeriod(resolution.start(period), sums));
        }
        return List.copyOf(series);
    }

    /** Returns the current time of this meter's clock. */
    Instant now() {
        return clock.instant();
    }

    /** Returns all entries, the one of {@link #OTHERS} included. */
    Stream<KeyCounts> entries() {
        return Stream.concat(table.all().stream(), Stream.of(table.others()));
    }

    /** From now on, no key is evicted before a store has taken its counts. */
    void retainUnwritten() {
        table.retainUnwritten();
    }
}
