package io.keystile.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** The databases that the stores are tested on. A server starts at its first use, and runs until the JVM ends. */
enum TestDatabase {
    POSTGRESQL,
    MARIADB,
    H2;

    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** Returns the URL of a new, empty database. */
    String newUrl() {
        String name = "keystile" + DATABASES.incrementAndGet();
        if (this == H2) {
            return "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=1000";
        }
        String server = this == POSTGRESQL ? PostgresServer.url() : MariaDbServer.url();
        try (HikariDataSource pool = new HikariDataSource(config(server, 1))) {
            execute(pool, "CREATE DATABASE " + name);
        }
        return urlOf(server, name);
    }

    private String urlOf(String server, String name) {
        return this == POSTGRESQL
                ? server.replace("/postgres?", "/" + name + "?")
                : server.replace("/?", "/" + name + "?");
    }

    /** Returns a pool of 8 connections to a new database with the tables. */
    HikariDataSource newPool() {
        return newPool(newUrl());
    }

    /** Returns the same for calls that wait for one another on a busy machine. H2 lets some wait for long. */
    HikariDataSource newPoolForLongLocks() {
        return newPool(newUrl().replace("LOCK_TIMEOUT=1000", "LOCK_TIMEOUT=10000"));
    }

    private static HikariDataSource newPool(String url) {
        HikariDataSource pool = new HikariDataSource(config(url, 8));
        JdbcSchema.create(pool);
        return pool;
    }

    static HikariConfig config(String url, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(5_000);
        return config;
    }

    static void execute(DataSource pool, String... statements) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
