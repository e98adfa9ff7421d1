package io.keystile.jdbc;

class PostgresChangeFeedContractTest extends JdbcChangeFeedContract {
    PostgresChangeFeedContractTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
