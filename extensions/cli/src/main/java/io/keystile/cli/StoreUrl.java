package io.keystile.cli;

import io.keystile.jdbc.JdbcApiKeyStore;
import io.keystile.jdbc.JdbcSchema;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.JsonFileApiKeyStore;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;

/** The URL of a store: a file or a database. */
final class StoreUrl {
    private static final String FILE = "file:";

    private final String url;
    private final Surroundings surroundings;

    private StoreUrl(String url, Surroundings surroundings) {
        this.url = url;
        this.surroundings = surroundings;
    }

    /**
     * Parses {@code file:PATH}, or the URL of a database whose driver is in the jar.
     *
     * @throws CliException if the URL has another form; the message omits it, because it may contain a password
     */
    static StoreUrl parse(String url, Surroundings surroundings) {
        boolean host = url.matches("file://[^/].*");
        boolean file = url.startsWith(FILE) && url.length() > FILE.length() && !host;
        if (!file && !Database.isUrl(url)) {
            throw CliException.wrongUse(
                    "A store is file:PATH, jdbc:postgresql://HOST/DATABASE, jdbc:mariadb://HOST/DATABASE (for"
                            + " MySQL too), or jdbc:h2:PATH; for example file:keystile-data/keys.json");
        }
        return new StoreUrl(url, surroundings);
    }

    /** An open store and the action that closes it. */
    record Opened(ApiKeyStore store, Runnable closing) implements AutoCloseable {
        @Override
        public void close() {
            closing.run();
        }
    }

    /**
     * Opens the store.
     *
     * @param mayCreate whether to treat a missing file as an empty store and to create missing tables
     * @throws CliException if the path is invalid, or the file does not exist and {@code mayCreate} is false
     * @throws io.keystile.store.StoreException if the store cannot be opened
     */
    Opened open(boolean mayCreate) {
        if (!url.startsWith(FILE)) {
            DataSource database = database();
            if (mayCreate && !JdbcSchema.exists(database)) {
                JdbcSchema.create(database);
                surroundings.tell("Created the tables.");
            }
            // Each store call opens and closes its own connection, so there is nothing to close.
            return new Opened(JdbcApiKeyStore.over(database), () -> {});
        }
        String name = url.substring(FILE.length());
        Path file = NamedFile.path(name.startsWith("///") ? name.substring(2) : name);
        if (!mayCreate && Files.notExists(file)) {
            throw CliException.failed(
                    "There is no store at " + file + "; check --store, or create its first key", null);
        }
        JsonFileApiKeyStore store = JsonFileApiKeyStore.open(file);
        return new Opened(store, store::close);
    }

    /**
     * Returns the database.
     *
     * @throws CliException if the store is a file
     */
    DataSource database() {
        if (url.startsWith(FILE)) {
            throw CliException.wrongUse("A file needs no tables; name a database with --store jdbc:…");
        }
        return new Database(
                url, surroundings.variable("KEYSTILE_DB_USER"), surroundings.variable("KEYSTILE_DB_PASSWORD"));
    }
}
