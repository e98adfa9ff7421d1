package io.keystile.micrometer;

import java.util.Locale;

/** The timed operations of a store, which are the values of the tag {@code operation}. */
enum StoreOperation {
    FIND,
    WRITE,
    LIST,
    FIND_WORKSPACE,
    WORKSPACES,
    HASH_SCHEMES,
    TOUCH,
    LAST_USES;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
