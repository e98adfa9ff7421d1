package io.keystile.jdbc;

class PostgresAlertStoreContractTest extends JdbcAlertStoreContract {
    PostgresAlertStoreContractTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
