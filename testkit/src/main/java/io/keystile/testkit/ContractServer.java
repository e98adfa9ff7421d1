package io.keystile.testkit;

import java.net.URI;

/**
 * A server that was started for a contract test.
 *
 * @param base the URL to which the contract's paths are appended, for example {@code http://127.0.0.1:8123/app}; it has
 *     a port and no slash at the end
 * @param stop stops the server when it is closed
 */
public record ContractServer(URI base, AutoCloseable stop) {
    /**
     * Validates the base URL.
     *
     * @throws IllegalArgumentException if the URL has no port or ends with a slash
     */
    public ContractServer {
        if (base.getPort() < 0 || base.getRawPath().endsWith("/")) {
            throw new IllegalArgumentException(
                    "The base URL must have a port and must not end with a slash; got " + base);
        }
    }
}
