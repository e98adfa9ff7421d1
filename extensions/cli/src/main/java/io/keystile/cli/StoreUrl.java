package io.keystile.cli;

import io.keystile.store.ApiKeyStore;
import io.keystile.store.JsonFileApiKeyStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Where the keys are. */
final class StoreUrl {
    private static final String FILE = "file:";

    private final String url;

    private StoreUrl(String url) {
        this.url = url;
    }

    /**
     * Reads {@code file:PATH}.
     *
     * @throws CliException if it is anything else; the message does not repeat it, because it may hold a password
     */
    static StoreUrl parse(String url) {
        if (!url.startsWith(FILE) || url.length() == FILE.length()) {
            throw CliException.wrongUse("A store is file:PATH, for example file:keystile-data/keys.json");
        }
        return new StoreUrl(url);
    }

    /**
     * Opens the store.
     *
     * @param mayCreate whether a file that is not there is an empty store; otherwise it is a mistake
     * @throws CliException if there is nothing to open
     * @throws io.keystile.store.StoreException if it cannot be opened
     */
    Opened open(boolean mayCreate) {
        String name = url.substring(FILE.length());
        Path file = NamedFile.path(name.startsWith("///") ? name.substring(2) : name);
        if (!mayCreate && Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw CliException.failed(
                    "There is no store at " + file + "; check --store, or create its first key", null);
        }
        JsonFileApiKeyStore store = JsonFileApiKeyStore.open(file);
        return new Opened(store, store::close);
    }

    /** A store, and what closes it. */
    record Opened(ApiKeyStore store, Runnable closing) {}
}
