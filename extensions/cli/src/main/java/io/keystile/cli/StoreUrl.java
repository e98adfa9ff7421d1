package io.keystile.cli;

import io.keystile.jdbc.JdbcApiKeyStore;
import io.keystile.jdbc.JdbcSchema;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.JsonFileApiKeyStore;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;

/** Where the keys are. */
final class StoreUrl {
    private static final String FILE = "file:";

    private final String url;
    private final Surroundings surroundings;

    private StoreUrl(String url, Surroundings surroundings) {
        this.url = url;
        this.surroundings = surroundings;
    }

    /**
     * Reads {@code file:PATH}, or a URL of a database for which there is a driver.
     *
     * @throws CliException if it is anything else; the message does not repeat it, because it may hold a password
     */
    static StoreUrl parse(String url, Surroundings surroundings) {
        boolean host = url.matches("file://[^/].*");
        boolean file = url.startsWith(FILE) && url.length() > FILE.length() && !host;
        if (!file && !Database.isUrl(url)) {
            throw CliException.wrongUse(
                    "A store is file:PATH, jdbc:postgresql://HOST/DATABASE, jdbc:mariadb://HOST/DATABASE, which serves"
                            + " MySQL too, or jdbc:h2:PATH; for example file:keystile-data/keys.json");
        }
        return new StoreUrl(url, surroundings);
    }

    /** A store, and what closes it. */
    record Opened(ApiKeyStore store, Runnable closing) {}

    /**
     * Opens the store.
     *
     * @param mayCreate whether a file or tables that are not there are an empty store; otherwise it is a mistake
     * @throws CliException if there is nothing to open
     * @throws io.keystile.store.StoreException if it cannot be opened
     */
    Opened open(boolean mayCreate) {
        if (!url.startsWith(FILE)) {
            DataSource database = database();
            if (mayCreate && !JdbcSchema.exists(database)) {
                JdbcSchema.create(database);
                surroundings.tell("Created the tables.");
            }
            // Each call has a connection of its own, closed at its end.
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
     * @throws CliException if the store is none
     */
    DataSource database() {
        if (url.startsWith(FILE)) {
            throw CliException.wrongUse("A file needs no tables; name a database with --store jdbc:…");
        }
        return new Database(
                url, surroundings.variable("KEYSTILE_DB_USER"), surroundings.variable("KEYSTILE_DB_PASSWORD"));
    }
}
