package io.keystile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A statement has a timeout of its own, unless the network timeout ends it earlier. */
class StatementTimeoutTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Returns how many of the statements of some work have a timeout. */
    private static int timeouts(int networkTimeoutMillis, SqlWork<List<String>> work) {
        AtomicInteger timeouts = new AtomicInteger();
        try (HikariDataSource real = TestDatabase.H2.newPool()) {
            DataSource pool = Fakes.with(DataSource.class, real, Map.of("getConnection", () -> {
                Connection connection = real.getConnection();
                return Fakes.with(
                        Connection.class,
                        connection,
                        Map.of("getNetworkTimeout", () -> networkTimeoutMillis, "prepareStatement", () -> {
                            PreparedStatement statement = connection.prepareStatement("SELECT 'found'");
                            return Fakes.with(
                                    PreparedStatement.class,
                                    statement,
                                    Map.of("setQueryTimeout", timeouts::incrementAndGet));
                        }));
            }));
            assertThat(new Sessions(pool, TIMEOUT).read("test", work)).containsExactly("found");
        }
        return timeouts.get();
    }

    private static List<String> byKey(Session session) throws SQLException {
        return session.queryByKey("", row -> row.getString(1));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "4999, 0", "5000, 1", "6000, 1", "6001, 1", "0, 1"})
    void queryByKeyHasNoTimeoutOfItsOwnIfTheNetworkTimeoutIsShorter(int networkTimeoutMillis, int expected) {
        assertThat(timeouts(networkTimeoutMillis, StatementTimeoutTest::byKey)).isEqualTo(expected);
    }

    /** Its response may be long, and each read of the network may take as long as the network timeout. */
    @Test
    void otherQueryHasATimeoutOfItsOwn() {
        assertThat(timeouts(1, session -> session.query("", row -> row.getString(1))))
                .isEqualTo(1);
    }
}
