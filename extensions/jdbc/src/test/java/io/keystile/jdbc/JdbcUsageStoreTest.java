package io.keystile.jdbc;

import static io.keystile.monitoring.usage.UsageOutcome.GRANTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.KeyId;
import io.keystile.monitoring.usage.UsageIncrement;
import io.keystile.monitoring.usage.UsagePeriod;
import io.keystile.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests {@link JdbcUsageStore} beyond {@link io.keystile.testkit.UsageStoreContract}. */
class JdbcUsageStoreTest {
    private static final Instant HOUR = Instant.parse("2030-01-07T10:00:00Z");
    private static final Instant LATER = HOUR.plus(Duration.ofDays(1));
    private static final KeyId ONE = new KeyId("one");

    private static UsageIncrement granted(KeyId key, long calls) {
        return new UsageIncrement(key, key, "acme", HOUR, GRANTED, calls);
    }

    /**
     * The second batch fails because a workspace's id is too long for its column. The first batch must be rolled back
     * too.
     */
    @ParameterizedTest
    @EnumSource
    void failedAddWritesNothing(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            JdbcUsageStore store = JdbcUsageStore.over(pool);
            List<UsageIncrement> increments = new ArrayList<>();
            for (int i = 0; i < 1_500; i++) {
                increments.add(granted(new KeyId("key" + i), 1));
            }
            increments.add(new UsageIncrement(new KeyId("zzz"), new KeyId("zzz"), "w".repeat(65), HOUR, GRANTED, 1));
            assertThatThrownBy(() -> store.add(increments))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("add usage");
            assertThat(store.ofWorkspace("acme", HOUR, LATER)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void unknownOutcomeFailsReadsAndIsNamed(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            JdbcUsageStore store = JdbcUsageStore.over(pool);
            store.add(List.of(granted(ONE, 1)));
            TestDatabase.execute(pool, "UPDATE keystile_usage SET outcome = 'CHALLENGED'");
            assertThatThrownBy(() -> store.ofKey(ONE, HOUR, LATER))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("outcome CHALLENGED")
                    .hasMessageContaining("which a newer version wrote");
            assertThatThrownBy(() -> store.ofWorkspace("acme", HOUR, LATER)).isInstanceOf(StoreException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfTheFirstKeyFromBeforeOriginsWereStoredCountForItsLineage(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            JdbcUsageStore store = JdbcUsageStore.over(pool);
            store.add(List.of(granted(ONE, 2)));
            TestDatabase.execute(pool, "UPDATE keystile_usage SET origin = NULL");
            store.add(List.of(new UsageIncrement(new KeyId("two"), ONE, "acme", HOUR, GRANTED, 3)));
            assertThat(store.ofLineage(ONE, HOUR, LATER)).containsExactly(new UsagePeriod(HOUR, Map.of(GRANTED, 5L)));
        }
    }

    /** In a rolling upgrade, a node of the earlier version may write the row of an hour first. */
    @ParameterizedTest
    @EnumSource
    void rowOfANodeOfTheEarlierVersionGetsItsOriginWithTheNextCalls(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            JdbcUsageStore store = JdbcUsageStore.over(pool);
            UsageIncrement successor = new UsageIncrement(new KeyId("two"), ONE, "acme", HOUR, GRANTED, 3);
            store.add(List.of(successor));
            TestDatabase.execute(pool, "UPDATE keystile_usage SET origin = NULL");
            assertThat(store.ofLineage(ONE, HOUR, LATER)).isEmpty();
            store.add(List.of(successor));
            assertThat(store.ofLineage(ONE, HOUR, LATER)).containsExactly(new UsagePeriod(HOUR, Map.of(GRANTED, 6L)));
        }
    }

    @Test
    void incrementsOfOneRowAreSummedBeforeTheDriverMergesABatchIntoOneStatement() {
        HikariConfig config = TestDatabase.config(TestDatabase.POSTGRESQL.newUrl() + "&reWriteBatchedInserts=true", 2);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            JdbcSchema.create(pool);
            JdbcUsageStore store = JdbcUsageStore.over(pool);
            store.add(List.of(granted(ONE, 2), granted(ONE, 3)));
            assertThat(store.ofKey(ONE, HOUR, LATER)).containsExactly(new UsagePeriod(HOUR, Map.of(GRANTED, 5L)));
        }
    }
}
