/** Stores keys and their usage in a relational database. */
@SuppressWarnings("opens") // Opens folders of SQL files only; Flyway and Liquibase read them from outside the module.
module io.keystile.jdbc {
    requires transitive io.keystile.core;
    requires static io.keystile.monitoring;
    requires transitive java.sql;
    requires com.fasterxml.jackson.databind;
    requires org.slf4j;
    requires static org.postgresql.jdbc;
    requires static transitive org.jspecify;

    exports io.keystile.jdbc;

    opens io.keystile.jdbc.h2;
    opens io.keystile.jdbc.mysql;
    opens io.keystile.jdbc.postgresql;
}
