package io.keystile.jdbc;

class MariaDbAuditStoreContractTest extends JdbcAuditStoreContract {
    MariaDbAuditStoreContractTest() {
        super(TestDatabase.MARIADB);
    }
}
