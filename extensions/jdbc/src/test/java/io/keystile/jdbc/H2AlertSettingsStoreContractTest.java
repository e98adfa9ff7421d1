package io.keystile.jdbc;

class H2AlertSettingsStoreContractTest extends JdbcAlertSettingsStoreContract {
    H2AlertSettingsStoreContractTest() {
        super(TestDatabase.H2);
    }
}
