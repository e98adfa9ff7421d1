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
 * <p>An event's own time decides in which period it counts; one that is up to two minutes late counts in the latest. Calls at the
 * border of a period may be told one too early or too late, and those that a clock told ahead of time, one period too early or not
 * at all; but every call is in the total. Only a key that was verified has an entry; all other calls are counted by reason. A full
 * meter forgets keys unused for a day, and counts the calls of keys that find no place together, as {@link #OTHERS}; a call of a
 * key in the very moment in which it is forgotten may be missed.
 *
 * <p>Made for {@code AuthenticatorBuilder.inlineListener}: a call of a key that it knows takes neither a lock nor memory. A key
 * takes about 2 kB, 1 kB more for each further outcome, and what its last user agent takes. Thread-safe.
 */
public final class UsageMeter implements AuthListener {
    /** How many keys a meter holds unless told otherwise. */
    public static final int DEFAULT_MAX_KEYS = 50_000;

    /** Stands for all keys that found no place; its workspace has the same name. */
    public static final KeyId OTHERS = new KeyId("_others");

    private final InstantSource clock;
    private final UsageTable table;
    /** Filled when made, and only read after. */
    private final Map<DenialReason, LongAdder> withoutKey = new EnumMap<>(DenialReason.class);

    /** Makes a meter of {@value #DEFAULT_MAX_KEYS} keys with the system's clock. */
    public UsageMeter() {
        this(InstantSource.system(), DEFAULT_MAX_KEYS);
    }

    /**
     * Makes a meter.
     *
     * @param clock tells a question what now is
     * @param maxKeys at least 1
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
            table.of(caller, event.time()).count(event);
        } else if (event.decision() instanceof Denied denied) {
            Objects.requireNonNull(withoutKey.get(denied.reason())).increment();
        }
    }

    /** Returns how a key is used; empty if the meter does not know it. */
    public Optional<KeyUsage> usage(KeyId key) {
        return Optional.ofNullable(table.find(key))
                .filter(KeyCounts::isUsed)
                .map(counts -> counts.usage(clock.instant()));
    }

    /** Returns a key's calls in all periods that are kept, oldest first; all without calls if the key is not known. */
    public List<UsagePeriod> series(KeyId key, UsageResolution resolution) {
        return series(Optional.ofNullable(table.find(key)).stream().toList(), resolution);
    }

    /** Returns the calls of all keys of a workspace that the meter holds, in all periods that are kept, oldest first. */
    public List<UsagePeriod> workspaceSeries(String workspace, UsageResolution resolution) {
        return series(
                entries().filter(counts -> counts.workspace.equals(workspace)).toList(), resolution);
    }

    /**
     * Returns the keys with the most calls of an outcome, most first, {@link #OTHERS} left out.
     *
     * @param periods how many of the last periods count, the one under way included
     * @param most how many keys at most
     * @throws IllegalArgumentException if {@code periods} is not 1 to {@link UsageResolution#kept}, or {@code most} negative
     */
    public List<UsageRank> top(UsageOutcome outcome, UsageResolution resolution, int periods, int most) {
        Arguments.upTo(resolution.kept(), periods, "The number of periods");
        Arguments.atLeast(0, most, "The number of keys");
        long now = resolution.periodOf(clock.instant());
        return table.all().stream()
                .map(counts -> new UsageRank(
                        counts.key,
                        LongStream.rangeClosed(now - periods + 1, now)
                                .map(period -> counts.calls(outcome, resolution, period))
                                .sum()))
                .filter(rank -> rank.calls() > 0)
                .sorted(Comparator.comparingLong(UsageRank::calls).reversed().thenComparing(UsageRank::key))
                .limit(most)
                .toList();
    }

    /** Returns how many calls were denied, for which reason, without a verified key; a reason without any is absent. */
    public Map<DenialReason, Long> deniedWithoutKey() {
        Map<DenialReason, Long> sums = new EnumMap<>(DenialReason.class);
        withoutKey.forEach((reason, counted) -> {
            if (counted.sum() > 0) {
                sums.put(reason, counted.sum());
            }
        });
        return Map.copyOf(sums);
    }

    /** Returns how many keys have an entry. */
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

    /** All entries, the one of the others included. */
    Stream<KeyCounts> entries() {
        return Stream.concat(table.all().stream(), Stream.of(table.others()));
    }

    /** Makes keys stay until their counts are written. */
    void keepUnwritten() {
        table.keepUnwritten();
    }
}
