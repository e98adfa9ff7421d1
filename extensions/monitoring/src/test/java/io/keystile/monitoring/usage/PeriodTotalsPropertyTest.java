package io.keystile.monitoring.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PeriodTotalsPropertyTest {
    private static final long START = 31_000_000;
    private static final int LATE = 2;

    /** A gap moves the clock forward, not at all, or back, as if it was ahead and is corrected. */
    @Property
    void minutesAndHoursHaveTheSameCallsAsAMap(@ForAll List<@IntRange(min = -150, max = 70) Integer> gaps) {
        OutcomeCounter counter = new OutcomeCounter();
        ReferenceRing minutes = new ReferenceRing(60);
        ReferenceRing hours = new ReferenceRing(48);
        long clock = START;
        long latest = Long.MIN_VALUE;
        for (int gap : gaps) {
            clock += gap > 10 ? gap - 10 : gap < -75 ? gap + 75 : 0;
            counter.count(clock);
            latest = clock >= latest - LATE ? Math.max(latest, clock) : clock;
            minutes.count(latest);
            hours.count(Math.floorDiv(latest, 60L));
        }
        for (long at = latest - 200; at <= latest + 200; at++) {
            assertThat(counter.calls(UsageResolution.MINUTE, at)).isEqualTo(minutes.calls(at));
        }
        long hour = Math.floorDiv(latest, 60L);
        for (long at = hour - 100; at <= hour + 100; at++) {
            assertThat(counter.calls(UsageResolution.HOUR, at)).isEqualTo(hours.calls(at));
        }
    }

    /** The reference model: calls by period. The calls of a removed period are added to the period before. */
    private static final class ReferenceRing {
        private final int length;
        private final TreeMap<Long, Long> calls = new TreeMap<>();
        private long latest = Long.MIN_VALUE / 2;

        ReferenceRing(int length) {
            this.length = length;
        }

        void count(long period) {
            for (long at : List.copyOf(calls.descendingKeySet())) {
                boolean sameSlot = Math.floorMod(at, length) == Math.floorMod(period, length);
                if (at > period || (at != period && sameSlot) || (period < latest && at <= period - length)) {
                    remove(at);
                }
            }
            latest = period;
            calls.merge(period, 1L, Long::sum);
        }

        private void remove(long period) {
            Long removed = calls.remove(period);
            Map.Entry<Long, Long> before = calls.lowerEntry(period);
            if (before != null && removed != null) {
                calls.put(before.getKey(), before.getValue() + removed);
            }
        }

        long calls(long period) {
            return period > latest - length ? calls.getOrDefault(period, 0L) : 0;
        }
    }
}
