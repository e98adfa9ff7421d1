package io.keystile.jdbc;

class H2AuditStoreContractTest extends JdbcAuditStoreContract {
    H2AuditStoreContractTest() {
        super(TestDatabase.H2);
    }
}
