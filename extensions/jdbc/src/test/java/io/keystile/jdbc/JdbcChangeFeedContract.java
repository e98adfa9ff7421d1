package io.keystile.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.KeyId;
import io.keystile.store.ChangeFeed;
import io.keystile.store.StoreWrite;
import io.keystile.testkit.ChangeFeedContract;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Runs the contract of feeds on one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcChangeFeedContract extends ChangeFeedContract {
    private final TestDatabase database;
    private HikariDataSource pool;

    JdbcChangeFeedContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeAll
    void createDatabase() {
        pool = database.newPool();
        JdbcApiKeyStore.over(pool).insert(Samples.ACME);
    }

    @AfterAll
    void closePool() {
        pool.close();
    }

    @Override
    protected ChangeFeed newFeed() {
        return JdbcChangeFeed.over(pool);
    }

    @Override
    protected void change(List<KeyId> keys) {
        JdbcApiKeyStore.over(pool)
                .write(keys.stream()
                        .<StoreWrite>map(id -> new StoreWrite.InsertKey(Samples.key(id.value())))
                        .toList());
    }
}
