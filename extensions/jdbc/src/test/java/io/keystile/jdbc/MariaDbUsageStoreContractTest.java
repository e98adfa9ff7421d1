package io.keystile.jdbc;

class MariaDbUsageStoreContractTest extends JdbcUsageStoreContract {
    MariaDbUsageStoreContractTest() {
        super(TestDatabase.MARIADB);
    }
}
