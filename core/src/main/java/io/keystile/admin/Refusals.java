package io.keystile.admin;

import org.jspecify.annotations.Nullable;

/**
 * Ends the retries of a change that the store will always refuse. A transaction that sees the past reads the same
 * outdated version again and again. Not thread-safe.
 */
final class Refusals {
    private @Nullable Object last;

    /**
     * Notes that the store has refused a change.
     *
     * @param what names the record in messages
     * @param version the version of which the change was made
     * @throws ConcurrentChangeException if the previous change was of the same version
     */
    void add(String what, Object version) {
        if (version.equals(last)) {
            throw new ConcurrentChangeException(what, version);
        }
        last = version;
    }
}
