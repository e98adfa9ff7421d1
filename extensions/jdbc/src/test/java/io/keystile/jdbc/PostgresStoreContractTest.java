package io.keystile.jdbc;

class PostgresStoreContractTest extends JdbcStoreContract {
    PostgresStoreContractTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
