package io.keystile.jdbc;

class PostgresUsageStoreContractTest extends JdbcUsageStoreContract {
    PostgresUsageStoreContractTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
