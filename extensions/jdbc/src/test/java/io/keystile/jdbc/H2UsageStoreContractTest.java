package io.keystile.jdbc;

class H2UsageStoreContractTest extends JdbcUsageStoreContract {
    H2UsageStoreContractTest() {
        super(TestDatabase.H2);
    }
}
