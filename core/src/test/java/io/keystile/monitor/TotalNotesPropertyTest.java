package io.keystile.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TotalNotesPropertyTest {
    private static final long START = 31_000_000;

    @Property
    void everyMinuteAndHourCountsWhatAMapWouldCount(@ForAll List<@IntRange(min = 0, max = 70) Integer> gaps) {
        OutcomeCounter counter = new OutcomeCounter();
        TreeMap<Long, Long> minutes = new TreeMap<>();
        TreeMap<Long, Long> hours = new TreeMap<>();
        long minute = START;
        for (int gap : gaps) {
            minute += gap > 10 ? gap - 10 : 0;
            counter.count(minute);
            minutes.merge(minute, 1L, Long::sum);
            hours.merge(Math.floorDiv(minute, 60L), 1L, Long::sum);
        }
        for (long at = minute - 59; at <= minute; at++) {
            assertThat(counter.calls(UsageResolution.MINUTE, at)).isEqualTo(minutes.getOrDefault(at, 0L));
        }
        long hour = Math.floorDiv(minute, 60L);
        for (long at = hour - 47; at <= hour; at++) {
            assertThat(counter.calls(UsageResolution.HOUR, at)).isEqualTo(hours.getOrDefault(at, 0L));
        }
    }
}
