package io.keystile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import io.keystile.store.StoreException;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool is called in the thread of the caller only if it bounds the wait itself. */
@Timeout(25)
class BoundedPoolTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Returns the thread in which HikariCP has provided a connection, as it reports to its metrics. */
    private static @Nullable Thread threadOfPool(Consumer<HikariConfig> settings) throws Exception {
        HikariConfig config = boundedConfig();
        settings.accept(config);
        AtomicReference<Thread> thread = new AtomicReference<>();
        config.setMetricsTrackerFactory((name, stats) -> new IMetricsTracker() {
            @Override
            public void recordConnectionAcquiredNanos(long elapsed) {
                thread.set(Thread.currentThread());
            }
        });
        try (HikariDataSource pool = new HikariDataSource(config)) {
            Connections.closeQuietly(new Connections(pool, TIMEOUT).take());
        }
        return thread.get();
    }

    private static HikariConfig boundedConfig() {
        HikariConfig config = TestDatabase.config(TestDatabase.H2.newUrl(), 1);
        config.setConnectionTimeout(1_500);
        config.setValidationTimeout(500);
        return config;
    }

    @Test
    void poolThatBoundsTheWaitIsCalledInTheThreadOfTheCaller() throws Exception {
        assertThat(threadOfPool(config -> {})).isSameAs(Thread.currentThread());
    }

    @Test
    void poolThatWaitsLongerIsCalledInAnotherThread() throws Exception {
        assertThat(threadOfPool(config -> config.setConnectionTimeout(1_501)))
                .isNotNull()
                .isNotSameAs(Thread.currentThread());
    }

    @Test
    void poolThatValidatesLongerIsCalledInAnotherThread() throws Exception {
        assertThat(threadOfPool(config -> config.setValidationTimeout(501)))
                .isNotNull()
                .isNotSameAs(Thread.currentThread());
    }

    @Test
    void poolThatMayBeSuspendedIsCalledInAnotherThread() throws Exception {
        assertThat(threadOfPool(config -> config.setAllowPoolSuspension(true)))
                .isNotNull()
                .isNotSameAs(Thread.currentThread());
    }

    @Test
    void poolThatDoesNotRunYetIsCalledInAnotherThread() {
        try (HikariDataSource pool = new HikariDataSource()) {
            boundedConfig().copyStateTo(pool);
            BoundedPool bounded = BoundedPool.of(pool, TIMEOUT);
            assertThat(bounded).isNotNull();
            assertThat(bounded.isWithinTimeout()).isFalse();
            Connections.closeQuietly(new Connections(pool, TIMEOUT).take());
            assertThat(bounded.isWithinTimeout()).isTrue();
        }
    }

    @Test
    void subclassOfThePoolIsCalledInAnotherThread() {
        try (HikariDataSource pool = new HikariDataSource(boundedConfig()) {}) {
            assertThat(BoundedPool.of(pool, TIMEOUT)).isNull();
        }
    }

    @Test
    void exhaustedPoolFailsTheCall() throws Exception {
        HikariConfig config = boundedConfig();
        config.setConnectionTimeout(250); // the least that the pool accepts
        try (HikariDataSource pool = new HikariDataSource(config);
                Connection held = pool.getConnection()) {
            assertThat(held.isValid(1)).isTrue();
            assertThatThrownBy(() -> new Connections(pool, TIMEOUT).take())
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith("No connection to the database is available");
        }
    }
}
