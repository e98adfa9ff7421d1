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
        node = new Node(JdbcApiKeyStore.over(pool, Duration.ofSeconds(1)));
        node.createWorkspace();
        used = node.issue().reveal();
        unused = node.issue().reveal();
        assertThat(node.call(used)).isEqualTo("200");
        pool.getHikariConfigMXBean().setConnectionTimeout(250); // a slow machine may need longer to set up
    }

    @AfterEach
    void close() throws Exception {
        node.close();
        pool.close();
        proxy.close();
    }

    @Test
    void cachedKeyIsGrantedWithinStaleForAndThenGets503UntilTheDatabaseReturns() {
        proxy.disconnect();
        assertThat(node.call(used)).isEqualTo("200");
        node.advance(CACHE.staleFor().minusNanos(1));
        assertThat(node.call(used)).isEqualTo("200");
        node.advance(Duration.ofNanos(1));
        assertThat(node.call(used)).isEqualTo("503 UNAVAILABLE");
        proxy.restore();
        assertThat(callAfterTheOutage(used)).isEqualTo("200");
    }

    @Test
    void uncachedKeyGets503DuringTheOutage() {
        String unknown =
                ApiKeyFormat.ofBrand("pk").generate("live", new SecureRandom()).reveal();
        proxy.disconnect();
        assertThat(node.call(unused)).isEqualTo("503 UNAVAILABLE");
        assertThat(node.call(unknown)).isEqualTo("503 UNAVAILABLE");
        proxy.restore();
        assertThat(callAfterTheOutage(unused)).isEqualTo("200");
        assertThat(callAfterTheOutage(unknown)).isEqualTo("401 UNKNOWN_KEY");
    }

    /** Calls as a client does that is told to retry: a busy machine may need longer for a new connection. */
    private String callAfterTheOutage(String key) {
        String answer;
        do {
            node.advance(Duration.ofSeconds(1));
            answer = node.call(key);
        } while (answer.equals("503 UNAVAILABLE"));
        return answer;
    }

    @Test
    void outageDoesNotAdmitWrongKeys() {
        proxy.disconnect();
        node.advance(CACHE.freshFor());
        String wrong =
                ApiKeyFormat.ofBrand("pk").generate("live", new SecureRandom()).reveal();
        assertThat(node.call(wrong)).isEqualTo("503 UNAVAILABLE");
        assertThat(node.call(used.substring(0, used.length() - 1) + (used.endsWith("0") ? "1" : "0")))
                .isEqualTo("401 MALFORMED_KEY");
        assertThat(node.call(used)).isEqualTo("200");
    }
}
