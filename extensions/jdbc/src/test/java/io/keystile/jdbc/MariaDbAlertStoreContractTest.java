package io.keystile.jdbc;

class MariaDbAlertStoreContractTest extends JdbcAlertStoreContract {
    MariaDbAlertStoreContractTest() {
        super(TestDatabase.MARIADB);
    }
}
