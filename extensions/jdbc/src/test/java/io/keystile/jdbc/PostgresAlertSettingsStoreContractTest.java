package io.keystile.jdbc;

class PostgresAlertSettingsStoreContractTest extends JdbcAlertSettingsStoreContract {
    PostgresAlertSettingsStoreContractTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
