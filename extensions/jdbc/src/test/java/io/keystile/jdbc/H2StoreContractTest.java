package io.keystile.jdbc;

class H2StoreContractTest extends JdbcStoreContract {
    H2StoreContractTest() {
        super(TestDatabase.H2);
    }
}
