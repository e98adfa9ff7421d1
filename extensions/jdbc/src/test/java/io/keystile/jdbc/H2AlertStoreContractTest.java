package io.keystile.jdbc;

class H2AlertStoreContractTest extends JdbcAlertStoreContract {
    H2AlertStoreContractTest() {
        super(TestDatabase.H2);
    }
}
