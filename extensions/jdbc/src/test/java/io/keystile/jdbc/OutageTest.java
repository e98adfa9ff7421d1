package io.keystile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.ApiKeyFormat;
import io.keystile.store.CacheSettings;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Responses to callers while the database is unreachable. */
@Timeout(30)
class OutageTest {
    private static final CacheSettings CACHE = CacheSettings.standard();

    private final TcpProxy proxy = new TcpProxy(PostgresServer.port());
    private final HikariDataSource pool = new HikariDataSource(config());
    private Node node;
    private String used;
    private String unused;

    private HikariConfig config() {
        String url =
                TestDatabase.POSTGRESQL.newUrl().replace(":" + PostgresServer.port() + "/", ":" + proxy.port() + "/");
        return TestDatabase.config(url, 2);
    }

    @BeforeEach
    void issueKeys() {
        JdbcSchema.create(pool);
        node = new Node(JdbcApiKeyStore.over(pool, Duration.ofSeconds(10)));
        node.createWorkspace();
        used = node.issue().reveal();
        unused = node.issue().reveal();
        assertThat(node.call(used)).isEqualTo("200");
    }

    private void disconnect() {
        proxy.disconnect();
        pool.getHikariConfigMXBean().setConnectionTimeout(250);
    }

    /** Lets a slow machine wait for a connection again. */
    private void restore() {
        proxy.restore();
        pool.getHikariConfigMXBean().setConnectionTimeout(10_000);
    }

    @AfterEach
    void close() throws Exception {
        node.close();
        pool.close();
        proxy.close();
    }

    @Test
    void cachedKeyIsGrantedWithinStaleForAndThenGets503UntilTheDatabaseReturns() {
        disconnect();
        assertThat(node.call(used)).isEqualTo("200");
        node.advance(CACHE.staleFor().minusNanos(1));
        assertThat(node.call(used)).isEqualTo("200");
        node.advance(Duration.ofNanos(1));
        assertThat(node.call(used)).isEqualTo("503 UNAVAILABLE");
        restore();
        node.advance(Duration.ofSeconds(1));
        assertThat(node.call(used)).isEqualTo("200");
    }

    @Test
    void uncachedKeyGets503DuringTheOutage() {
        String unknown =
                ApiKeyFormat.ofBrand("pk").generate("live", new SecureRandom()).reveal();
        disconnect();
        assertThat(node.call(unused)).isEqualTo("503 UNAVAILABLE");
        assertThat(node.call(unknown)).isEqualTo("503 UNAVAILABLE");
        restore();
        assertThat(node.call(unused)).isEqualTo("200");
        assertThat(node.call(unknown)).isEqualTo("401 UNKNOWN_KEY");
    }

    @Test
    void outageDoesNotAdmitWrongKeys() {
        disconnect();
        node.advance(CACHE.freshFor());
        String wrong =
                ApiKeyFormat.ofBrand("pk").generate("live", new SecureRandom()).reveal();
        assertThat(node.call(wrong)).isEqualTo("503 UNAVAILABLE");
        assertThat(node.call(used.substring(0, used.length() - 1) + (used.endsWith("0") ? "1" : "0")))
                .isEqualTo("401 MALFORMED_KEY");
        assertThat(node.call(used)).isEqualTo("200");
    }
}
