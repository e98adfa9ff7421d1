package io.keystile.jdbc;

import static io.keystile.monitor.UsageOutcome.FORBIDDEN;
import static io.keystile.monitor.UsageOutcome.GRANTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.KeyId;
import io.keystile.monitor.UsageIncrement;
import io.keystile.monitor.UsageOutcome;
import io.keystile.monitor.UsagePeriod;
import io.keystile.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcUsageStoreTest {
    private static final Instant HOUR = Instant.parse("2030-01-07T10:00:00Z");
    private static final Instant NEXT_HOUR = HOUR.plus(Duration.ofHours(1));
    private static final Instant LATER = HOUR.plus(Duration.ofDays(1));
    private static final KeyId ONE = new KeyId("one");

    private static UsageIncrement calls(String key, Instant hour, UsageOutcome outcome, long calls) {
        return new UsageIncrement(new KeyId(key), "acme", hour, outcome, calls);
    }

    @ParameterizedTest
    @EnumSource
    void callsAreAddedUpByHourAndOutcome(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            JdbcUsageStore store = JdbcUsageStore.over(pool);
            store.add(List.of(calls("one", NEXT_HOUR, GRANTED, 1), calls("one", HOUR, GRANTED, 2)));
            store.add(List.of(
                    calls("one", HOUR, FORBIDDEN, 5), calls("one", HOUR, GRANTED, 3), calls("two", HOUR, GRANTED, 7)));
            store.add(List.of());
            assertThat(store.ofKey(ONE, HOUR, LATER))
                    .containsExactly(
                            new UsagePeriod(HOUR, Map.of(GRANTED, 5L, FORBIDDEN, 5L)),
                            new UsagePeriod(NEXT_HOUR, Map.of(GRANTED, 1L)));
            assertThat(store.ofWorkspace("acme", HOUR, NEXT_HOUR))
                    .containsExactly(new UsagePeriod(HOUR, Map.of(GRANTED, 12L, FORBIDDEN, 5L)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromIsInclusiveAndToExclusiveWithoutBounds(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            JdbcUsageStore store = JdbcUsageStore.over(pool);
            store.add(List.of(calls("one", HOUR, GRANTED, 1)));
            assertThat(store.ofKey(ONE, HOUR.plusSeconds(1), LATER)).isEmpty();
            assertThat(store.ofKey(ONE, Instant.EPOCH, HOUR)).isEmpty();
            assertThat(store.ofKey(ONE, Instant.MIN, Instant.MAX)).hasSize(1);
            assertThat(store.ofKey(new KeyId("ONE"), Instant.MIN, Instant.MAX)).isEmpty();
            assertThat(store.ofWorkspace("acme ", Instant.MIN, Instant.MAX)).isEmpty();
            assertThat(store.ofWorkspace("\u0000", Instant.MIN, Instant.MAX)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoNodesThatAddAtOnceLoseNothing(TestDatabase database) throws Exception {
        try (HikariDataSource pool = database.newPool()) {
            List<UsageIncrement> forward = new ArrayList<>(IntStream.range(0, 200)
                    .mapToObj(i -> calls("key" + i, HOUR, GRANTED, 1))
                    .toList());
            List<UsageIncrement> backward = new ArrayList<>(forward);
            Collections.reverse(backward);
            ExecutorService nodes = Executors.newFixedThreadPool(2);
            try {
                List<Future<?>> adding = List.of(
                        nodes.submit(() -> addTenTimes(JdbcUsageStore.over(pool), forward)),
                        nodes.submit(() -> addTenTimes(JdbcUsageStore.over(pool), backward)));
                for (Future<?> node : adding) {
                    node.get();
                }
            } finally {
                nodes.shutdownNow();
            }
            assertThat(JdbcUsageStore.over(pool).ofWorkspace("acme", HOUR, LATER))
                    .containsExactly(new UsagePeriod(HOUR, Map.of(GRANTED, 4_000L)));
        }
    }

    private static void addTenTimes(JdbcUsageStore store, List<UsageIncrement> increments) {
        for (int i = 0; i < 10; i++) {
            store.add(increments);
        }
    }

    /** The second batch has a workspace too long for its column: the first one goes as well. */
    @ParameterizedTest
    @EnumSource
    void allIsAddedOrNothing(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            JdbcUsageStore store = JdbcUsageStore.over(pool);
            List<UsageIncrement> increments = new ArrayList<>();
            for (int i = 0; i < 1_500; i++) {
                increments.add(calls("key" + i, HOUR, GRANTED, 1));
            }
            increments.add(new UsageIncrement(new KeyId("zzz"), "w".repeat(65), HOUR, GRANTED, 1));
            assertThatThrownBy(() -> store.add(increments))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("add usage");
            assertThat(store.ofWorkspace("acme", HOUR, LATER)).isEmpty();
        }
    }

    @Test
    void aRowThatIsNamedTwiceIsAddedOnceWithTheSumAlsoWhereBatchesAreOneStatement() {
        HikariConfig config = TestDatabase.config(TestDatabase.POSTGRESQL.newUrl() + "&reWriteBatchedInserts=true", 2);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            JdbcSchema.create(pool);
            JdbcUsageStore store = JdbcUsageStore.over(pool);
            store.add(List.of(calls("one", HOUR, GRANTED, 2), calls("one", HOUR, GRANTED, 3)));
            assertThat(store.ofKey(ONE, HOUR, LATER)).containsExactly(new UsagePeriod(HOUR, Map.of(GRANTED, 5L)));
        }
    }
}
