package io.keystile.jdbc;

class H2ChangeFeedContractTest extends JdbcChangeFeedContract {
    H2ChangeFeedContractTest() {
        super(TestDatabase.H2);
    }
}
