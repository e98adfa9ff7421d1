package io.keystile.jdbc;

class MariaDbAlertSettingsStoreContractTest extends JdbcAlertSettingsStoreContract {
    MariaDbAlertSettingsStoreContractTest() {
        super(TestDatabase.MARIADB);
    }
}
