package io.keystile.spring.boot;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.spring.boot.KeystileProperties.JdbcProperties;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

/**
 * The connections of the keys. A pool of its own with the settings of the application's HikariCP pool, so that slow
 * queries of the application cannot take the connections that authentication needs. Any other {@code DataSource} is
 * used as it is: nothing says how to connect to its database.
 */
final class KeyPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyPool.class);
    private static final int LEAST = 2; // one is the change feed's
    private static final int MOST = 64;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final DataSource application;
    private final DataSource pool;
    private final Duration timeout;

    private KeyPool(DataSource application, DataSource pool, Duration timeout) {
        this.application = application;
        this.pool = pool;
        this.timeout = timeout;
    }

    /** Returns a pool for the database of {@code application}. */
    static KeyPool of(DataSource application, JdbcProperties properties) {
        int size = properties.poolSize();
        if (size < LEAST || size > MOST) {
            throw new WrongPropertyException(
                    "keystile.jdbc.pool-size",
                    "is " + size,
                    "Write " + LEAST + " to " + MOST + " connections, for example keystile.jdbc.pool-size=10.");
        }
        Duration timeout = properties.timeout();
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new WrongPropertyException(
                    "keystile.jdbc.timeout",
                    "is " + timeout,
                    "Write 1 second to 1 hour, for example keystile.jdbc.timeout=2s.");
        }
        if (ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource", KeyPool.class.getClassLoader())) {
            DataSource own = Hikari.likeThatOf(application, size, timeout);
            if (own != null) {
                return new KeyPool(application, own, timeout);
            }
        }
        LOG.info(
                "Keys are read over {}, the application's own connections: it is no HikariCP pool, whose settings"
                        + " could be used for a separate one",
                application.getClass().getName());
        return new KeyPool(application, application, timeout);
    }

    /** Returns the connections of the keys. */
    DataSource dataSource() {
        return pool;
    }

    /** Returns the connections of the application, whose transactions the store takes part in. */
    DataSource application() {
        return application;
    }

    /** Returns how long to wait for a connection, and for a statement. */
    Duration timeout() {
        return timeout;
    }

    /** Returns the folder with the files of this database's tables. */
    String folder() {
        try (Connection connection = pool.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
            return product.equals("mariadb") ? "mysql" : product;
        } catch (SQLException e) {
            throw new IllegalStateException("The database of the keys does not answer; see the cause", e);
        }
    }

    @Override
    public void close() {
        if (pool != application) {
            Hikari.close(pool);
        }
    }

    /** What needs HikariCP, which another pool does without. */
    private static final class Hikari {
        static @Nullable DataSource likeThatOf(DataSource application, int size, Duration timeout) {
            HikariDataSource hikari = unwrap(application);
            if (hikari == null) {
                return null;
            }
            HikariConfig config = new HikariConfig();
            hikari.copyStateTo(config);
            config.setPoolName("keystile");
            config.setMaximumPoolSize(size);
            config.setMinimumIdle(1);
            config.setConnectionTimeout(timeout.toMillis());
            config.setValidationTimeout(Math.min(1_000, timeout.toMillis()));
            config.setAutoCommit(true);
            config.setReadOnly(false);
            config.setTransactionIsolation(null);
            config.setLeakDetectionThreshold(0); // the change feed keeps its connection
            config.setRegisterMbeans(false);
            return new HikariDataSource(config);
        }

        private static @Nullable HikariDataSource unwrap(DataSource application) {
            try {
                if (application.isWrapperFor(HikariDataSource.class)) {
                    return application.unwrap(HikariDataSource.class);
                }
            } catch (SQLException e) {
                LOG.debug("{} cannot say what it wraps", application.getClass(), e);
            }
            return application instanceof HikariDataSource hikari ? hikari : null;
        }

        static void close(DataSource pool) {
            ((HikariDataSource) pool).close();
        }
    }
}
