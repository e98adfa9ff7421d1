package io.keystile.testkit;

import java.net.URI;

/**
 * A server that was started for a contract.
 *
 * @param base where the contract's paths begin, for example {@code http://127.0.0.1:8123/app}; without a slash at the end
 * @param stop what stops the server
 */
public record ContractServer(URI base, AutoCloseable stop) {
    /**
     * Checks the base.
     *
     * @throws IllegalArgumentException if it has no port, or ends with a slash
     */
    public ContractServer {
        if (base.getPort() < 0 || base.getRawPath().endsWith("/")) {
            throw new IllegalArgumentException("A base URL has a port, and no slash at the end; got " + base);
        }
    }
}
