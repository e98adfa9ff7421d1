package io.keystile.jdbc;

class MariaDbChangeFeedContractTest extends JdbcChangeFeedContract {
    MariaDbChangeFeedContractTest() {
        super(TestDatabase.MARIADB);
    }
}
