package io.keystile;

/** A watch on a grant, see {@link ApiKeyAuthenticator#whenEnded}. Thread-safe. */
public interface GrantWatch extends AutoCloseable {
    /** Stops the watch: the action does not begin any more. Closing it again changes nothing. */
    @Override
    void close();
}
