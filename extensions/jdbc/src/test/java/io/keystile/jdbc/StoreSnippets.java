package io.keystile.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.Keystile;
import io.keystile.key.ApiKeyFormat;
import io.keystile.store.ApiKeyStore;
import java.sql.Connection;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The Java blocks of docs/stores.md, compiled. Each block is the code between two marks. */
final class StoreSnippets {
    private StoreSnippets() {}

    static HikariDataSource pool(String url) {
        // begin
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url); // jdbc:postgresql://db.internal/flows?cancelSignalTimeout=2
        config.setMaximumPoolSize(10);
        config.setValidationTimeout(1_000);
        config.setMaxLifetime(Duration.ofMinutes(10).toMillis()); // less than any limit of a proxy or firewall
        HikariDataSource pool = new HikariDataSource(config);
        // end
        return pool;
    }

    static ApiKeyAuthenticator authenticator(HikariDataSource pool, ApiKeyFormat format) {
        // begin
        ApiKeyStore store = JdbcApiKeyStore.over(pool, Duration.ofSeconds(2));
        ApiKeyAuthenticator authenticator =
                ApiKeyAuthenticator.builder(store, format).environments("live").build();
        // end
        return authenticator;
    }

    // begin
    /** The transactions of Spring's {@code DataSourceTransactionManager} for a pool. */
    static final class SpringTransactions implements Transactions {
        private final DataSource pool;

        SpringTransactions(DataSource pool) {
            this.pool = pool;
        }

        @Override
        public @Nullable Connection current() {
            return TransactionSynchronizationManager.isSynchronizationActive()
                            && TransactionSynchronizationManager.getResource(pool) instanceof ConnectionHolder holder
                    ? holder.getConnection()
                    : null;
        }

        @Override
        public void afterCommit(Runnable action) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCompletion(int status) {
                    if (status != STATUS_ROLLED_BACK) { // committed, or unknown
                        action.run();
                    }
                }
            });
        }
    }
    // end

    static ApiKeyStore joiningStore(DataSource pool) {
        // begin
        ApiKeyStore store = JdbcApiKeyStore.over(pool, Duration.ofSeconds(2), new SpringTransactions(pool));
        // end
        return store;
    }

    static Keystile following(DataSource pool) {
        // begin
        Keystile keystile = Keystile.builder(JdbcApiKeyStore.over(pool), "pk")
                .environments("live")
                .changeFeed(JdbcChangeFeed.over(pool))
                .build();
        // end
        return keystile;
    }

    static void migrate(HikariDataSource pool) {
        // begin
        Flyway.configure()
                .dataSource(pool)
                .locations("classpath:io/keystile/jdbc/postgresql")
                .table("keystile_schema_history") // keeps its versions apart from your own migrations
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
        // end
    }

    static ApiKeyStore withHistory(DataSource pool, ApiKeyStore own) {
        // begin
        ApiKeyStore audited = JdbcAuditStore.over(pool).beside(own);
        // end
        return audited;
    }
}
