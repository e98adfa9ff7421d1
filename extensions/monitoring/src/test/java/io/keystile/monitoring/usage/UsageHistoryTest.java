package io.keystile.monitoring.usage;

import static io.keystile.monitoring.usage.UsageEvents.denied;
import static io.keystile.monitoring.usage.UsageEvents.granted;
import static io.keystile.monitoring.usage.UsageOutcome.FORBIDDEN;
import static io.keystile.monitoring.usage.UsageOutcome.GRANTED;
import static io.keystile.monitoring.usage.UsageResolution.DAY;
import static io.keystile.monitoring.usage.UsageResolution.HOUR;
import static io.keystile.monitoring.usage.UsageResolution.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.DenialReason;
import io.keystile.ManualTime;
import io.keystile.key.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageHistoryTest {
    private static final KeyId ONE = new KeyId("one");
    private static final KeyId TWO = new KeyId("two");
    private static final KeyId NONE = new KeyId("none");

    private final ManualTime time = new ManualTime();
    private final UsageMeter here = new UsageMeter(time, 10);
    private final UsageMeter there = new UsageMeter(time, 10);
    private final List<String> reads = new ArrayList<>();
    private final InMemoryUsageStore store = new InMemoryUsageStore() {
        @Override
        public Map<KeyId, List<UsagePeriod>> ofKeys(Collection<KeyId> keys, Instant from, Instant to) {
            reads.add("ofKeys");
            return super.ofKeys(keys, from, to);
        }

        @Override
        public Map<KeyId, Map<UsageOutcome, Long>> totals(Collection<KeyId> keys, Instant from, Instant to) {
            reads.add("totals");
            return super.totals(keys, from, to);
        }
    };
    private final UsageFlusher fromHere = new UsageFlusher(here, store, null);
    private final UsageFlusher fromThere = new UsageFlusher(there, store, null);
    private final UsageHistory history = UsageHistory.ofAllNodes(here, store);
    private final UsageHistory ofNode = UsageHistory.ofNode(here);

    /** Two nodes have calls of two keys, on two days. */
    private void callsOfTwoNodes() {
        here.onDecision(granted("one", time.instant()));
        time.advance(Duration.ofDays(1));
        here.onDecision(granted("one", time.instant()));
        there.onDecision(granted("one", time.instant()));
        there.onDecision(granted("two", time.instant()));
        there.onDecision(denied("two", DenialReason.PERMISSION_MISSING, time.instant()));
        time.advance(Duration.ofHours(1));
        there.onDecision(granted("one", time.instant()));
        fromHere.flush();
        fromThere.flush();
    }

    private static List<Long> last(int periods, List<UsagePeriod> series, UsageOutcome outcome) {
        return series.subList(series.size() - periods, series.size()).stream()
                .map(period -> period.calls(outcome))
                .toList();
    }

    @Test
    void hoursAndDaysAreOfAllNodes() {
        callsOfTwoNodes();

        assertThat(last(3, history.ofKey(ONE, HOUR), GRANTED)).containsExactly(0L, 2L, 1L);
        assertThat(last(2, history.ofKey(ONE, DAY), GRANTED)).containsExactly(1L, 3L);
        assertThat(last(2, history.ofWorkspace("acme", DAY), GRANTED)).containsExactly(1L, 4L);
        assertThat(last(2, history.ofWorkspace("acme", HOUR), FORBIDDEN)).containsExactly(1L, 0L);
        assertThat(history.isOfAllNodes(HOUR)).isTrue();
        assertThat(history.isOfAllNodes(DAY)).isTrue();
    }

    @Test
    void minutesAreOfThisNode() {
        callsOfTwoNodes();
        here.onDecision(granted("one", time.instant()));

        assertThat(history.isOfAllNodes(MINUTE)).isFalse();
        assertThat(last(1, history.ofKey(ONE, MINUTE), GRANTED)).containsExactly(1L);
        assertThat(last(1, history.ofWorkspace("acme", MINUTE), GRANTED)).containsExactly(1L);
        assertThat(history.top("acme", GRANTED, MINUTE, 1, 9)).containsExactly(new UsageRank(ONE, 1));
    }

    @Test
    void withoutAStoreEverythingIsOfThisNode() {
        callsOfTwoNodes();

        assertThat(ofNode.isOfAllNodes(DAY)).isFalse();
        assertThat(last(2, ofNode.ofKey(ONE, DAY), GRANTED)).containsExactly(1L, 1L);
        assertThat(last(2, ofNode.ofWorkspace("acme", DAY), GRANTED)).containsExactly(1L, 1L);
        assertThat(ofNode.top("acme", GRANTED, DAY, 2, 9)).containsExactly(new UsageRank(ONE, 2));
        assertThat(ofNode.top("zeta", GRANTED, DAY, 2, 9)).isEmpty();
        assertThat(ofNode.totals(List.of(ONE, NONE), DAY, 2))
                .isEqualTo(Map.of(ONE, Map.of(GRANTED, 2L), NONE, Map.of()));
        assertThat(last(2, ofNode.hoursOfKeys(List.of(ONE)).getOrDefault(ONE, List.of()), GRANTED))
                .containsExactly(1L, 0L);
    }

    @Test
    void seriesHaveEveryPeriodThatIsKept() {
        callsOfTwoNodes();

        for (UsageResolution resolution : UsageResolution.values()) {
            for (List<UsagePeriod> series : List.of(
                    history.ofKey(ONE, resolution),
                    history.ofKey(NONE, resolution),
                    history.ofWorkspace("acme", resolution),
                    ofNode.ofKey(ONE, resolution))) {
                assertThat(series).hasSize(resolution.kept());
                assertThat(series.get(series.size() - 1).start()).isEqualTo(resolution.startOf(time.instant()));
                assertThat(series).extracting(UsagePeriod::start).isSorted().doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void pageOfKeysAsksTheStoreOnce() {
        callsOfTwoNodes();
        List<KeyId> keys = List.of(TWO, NONE, ONE);

        Map<KeyId, List<UsagePeriod>> hours = history.hoursOfKeys(keys);
        Map<KeyId, Map<UsageOutcome, Long>> totals = history.totals(keys, DAY, 1);

        assertThat(reads).containsExactly("ofKeys", "totals");
        assertThat(hours.keySet()).containsExactlyElementsOf(keys);
        assertThat(hours.values()).allMatch(series -> series.size() == HOUR.kept());
        assertThat(last(2, hours.getOrDefault(ONE, List.of()), GRANTED)).containsExactly(2L, 1L);
        assertThat(totals.keySet()).containsExactlyElementsOf(keys);
        assertThat(totals)
                .isEqualTo(Map.of(ONE, Map.of(GRANTED, 3L), TWO, Map.of(GRANTED, 1L, FORBIDDEN, 1L), NONE, Map.of()));
    }

    @Test
    void topKeysAreOfTheWorkspaceAndThePeriods() {
        callsOfTwoNodes();

        assertThat(history.top("acme", GRANTED, DAY, 2, 9))
                .containsExactly(new UsageRank(ONE, 4), new UsageRank(TWO, 1));
        assertThat(history.top("acme", GRANTED, HOUR, 1, 9)).containsExactly(new UsageRank(ONE, 1));
        assertThat(history.top("acme", GRANTED, DAY, 2, 1)).containsExactly(new UsageRank(ONE, 4));
        assertThat(history.top("zeta", GRANTED, DAY, 2, 9)).isEmpty();
    }

    @Test
    void failureOfTheStoreIsPassedOn() {
        UsageHistory failing = UsageHistory.ofAllNodes(here, new InMemoryUsageStore() {
            @Override
            public List<UsagePeriod> ofKey(KeyId key, Instant from, Instant to) {
                throw new IllegalStateException("down");
            }
        });
        assertThatThrownBy(() -> failing.ofKey(ONE, HOUR)).isInstanceOf(IllegalStateException.class);
        assertThat(failing.ofKey(ONE, MINUTE)).hasSize(60);
    }

    @Test
    void boundsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> history.totals(List.of(ONE), DAY, 32));
        assertThatIllegalArgumentException().isThrownBy(() -> history.top("acme", GRANTED, HOUR, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> history.top("acme", GRANTED, HOUR, 1, 0));
    }
}
