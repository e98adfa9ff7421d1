package io.keystile.jdbc;

class PostgresAuditStoreContractTest extends JdbcAuditStoreContract {
    PostgresAuditStoreContractTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
