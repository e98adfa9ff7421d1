package io.keystile.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.key.ApiKeyFormat;
import io.keystile.store.ApiKeyStore;
import java.time.Duration;
import org.flywaydb.core.Flyway;

/** The Java blocks of docs/stores.md, compiled. Each block is the code between two marks. */
final class StoreSnippets {
    private StoreSnippets() {}

    static HikariDataSource pool(String url) {
        // begin
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url); // jdbc:postgresql://db.internal/flows?cancelSignalTimeout=2
        config.setMaximumPoolSize(10);
        config.setConnectionTimeout(2_000); // ms; a request that waits longer for a connection gets a 503
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
}
