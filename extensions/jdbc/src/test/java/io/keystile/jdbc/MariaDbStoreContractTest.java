package io.keystile.jdbc;

class MariaDbStoreContractTest extends JdbcStoreContract {
    MariaDbStoreContractTest() {
        super(TestDatabase.MARIADB);
    }
}
