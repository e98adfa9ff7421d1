package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.ACME;
import static io.keystile.jdbc.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.KeyId;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.StoreException;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

/** The wait for a connection is bounded, whatever the pool does. */
@Timeout(25)
class ConnectionsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final KeyId K1 = new KeyId("k1");

    @Test
    void exhaustedPoolThatWaitsLongerThanTheTimeoutFailsCallsWithinTheTimeout() throws Exception {
        HikariConfig config = TestDatabase.config(TestDatabase.H2.newUrl(), 1);
        config.setConnectionTimeout(60_000);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            JdbcSchema.create(pool);
            ApiKeyStore store = JdbcApiKeyStore.over(pool, TIMEOUT);
            store.insert(ACME);
            store.insert(key("k1"));
            try (Connection held = pool.getConnection()) {
                assertThat(held.isValid(1)).isTrue();
                assertThatThrownBy(() -> store.find(K1))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("within 1000 ms")
                        .hasMessageContaining("Transactions");
                assertThatThrownBy(() -> store.replace(key("k1").revoked("x"))).isInstanceOf(StoreException.class);
            }
            // The connection that arrived too late was returned: a pool of one has it again.
            assertThat(store.find(K1).orElseThrow().key()).isEqualTo(key("k1"));
            assertThat(store.replace(key("k1").revoked("x"))).isTrue();
        }
    }

    @Test
    void connectionThatArrivesTooLateIsClosed() throws Exception {
        try (HikariDataSource real = TestDatabase.H2.newPool()) {
            BlockedPool pool = new BlockedPool(real);
            Connections connections = new Connections(pool.dataSource(), TIMEOUT);
            assertThatThrownBy(connections::take).isInstanceOf(StoreException.class);
            pool.open();
            assertThat(pool.closed.await(10, TimeUnit.SECONDS)).isTrue();
            try (Connection next = connections.take()) {
                assertThat(next.isValid(1)).isTrue();
            }
        }
    }

    /** Spring's proxy connects at the first statement. */
    @Test
    void proxyThatConnectsLaterIsBoundedToo() throws Exception {
        HikariConfig config = TestDatabase.config(TestDatabase.H2.newUrl(), 1);
        config.setConnectionTimeout(60_000);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            JdbcSchema.create(pool);
            ApiKeyStore store = JdbcApiKeyStore.over(new LazyConnectionDataSourceProxy(pool), TIMEOUT);
            try (Connection held = pool.getConnection()) {
                assertThat(held.isValid(1)).isTrue();
                assertThatThrownBy(() -> store.find(K1)).hasMessageContaining("within 1000 ms");
            }
            assertThat(store.find(K1)).isEmpty();
        }
    }

    @Test
    void callersThatGiveUpLeaveABoundedNumberOfThreadsWaitingInThePool() throws Exception {
        try (HikariDataSource real = TestDatabase.H2.newPool()) {
            BlockedPool pool = new BlockedPool(real);
            Connections connections = new Connections(pool.dataSource(), TIMEOUT);
            int callers = Connections.MAX_WAITING + 20;
            ExecutorService threads = Executors.newFixedThreadPool(callers);
            try {
                List<Future<?>> calls = new ArrayList<>();
                for (int i = 0; i < callers; i++) {
                    calls.add(threads.submit(connections::take));
                }
                for (Future<?> call : calls) {
                    assertThatThrownBy(call::get).hasCauseInstanceOf(StoreException.class);
                }
                assertThat(pool.calls).hasValue(Connections.MAX_WAITING);
            } finally {
                pool.open();
                threads.shutdownNow();
            }
            try (Connection next = connections.take()) {
                assertThat(next.isValid(1)).isTrue();
            }
        }
    }

    @Test
    void interruptEndsTheWaitAndIsKept() {
        try (HikariDataSource real = TestDatabase.H2.newPool()) {
            BlockedPool pool = new BlockedPool(real);
            Connections connections = new Connections(pool.dataSource(), Duration.ofHours(1));
            Thread.currentThread().interrupt();
            assertThatThrownBy(connections::take)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Interrupted");
            assertThat(Thread.interrupted()).isTrue();
            pool.open();
        }
    }

    @Test
    void failureOfThePoolIsSaidWithItsKind() {
        HikariDataSource pool = TestDatabase.H2.newPool();
        ApiKeyStore store = JdbcApiKeyStore.over(pool, TIMEOUT);
        pool.close();
        assertThatThrownBy(() -> store.find(K1))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("No connection to the database is available (SQLException, ")
                .hasMessageContaining("it is closed")
                .cause()
                .hasMessage("java.sql.SQLException");
    }

    /** The thread may outlive an application that is undeployed, and drivers load classes by it. */
    @Test
    void poolIsCalledWithTheClassLoaderOfTheStore() throws Exception {
        Thread caller = Thread.currentThread();
        ClassLoader before = caller.getContextClassLoader();
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        try (HikariDataSource real = TestDatabase.H2.newPool();
                URLClassLoader application = new URLClassLoader(new URL[0], before)) {
            Connections connections = new Connections(
                    Fakes.with(DataSource.class, real, Map.of("getConnection", () -> {
                        seen.set(Thread.currentThread().getContextClassLoader());
                        return real.getConnection();
                    })),
                    TIMEOUT);
            caller.setContextClassLoader(application);
            Connections.closeQuietly(connections.take());
            assertThat(seen).hasValue(Connections.class.getClassLoader());
        } finally {
            caller.setContextClassLoader(before);
        }
    }

    @Test
    void poolIsCalledInAThreadThatInheritsNothingFromTheCaller() {
        InheritableThreadLocal<String> bound = new InheritableThreadLocal<>();
        CountDownLatch unbound = new CountDownLatch(1);
        try (HikariDataSource real = TestDatabase.H2.newPool()) {
            Connections connections = new Connections(
                    Fakes.with(DataSource.class, real, Map.of("getConnection", () -> {
                        if (bound.get() == null) {
                            unbound.countDown();
                        }
                        return real.getConnection();
                    })),
                    TIMEOUT);
            bound.set("transaction");
            Connections.closeQuietly(connections.take());
            assertThat(unbound.getCount()).isZero();
        } finally {
            bound.remove();
        }
    }
}
