package io.keystile.console;

import java.util.Optional;

/** Says who sent a request: the application's own log-in. Implementations are thread-safe. */
@FunctionalInterface
public interface ConsoleUsers {
    /**
     * Returns who sent a request; empty if nobody is logged in. An exception is answered with status 500.
     *
     * <p>Derive the actor from a session or another credential that the application has checked, never from parameters
     * of the request. {@link ConsoleRequest#unwrap} returns the request of the framework.
     */
    Optional<ConsoleUser> of(ConsoleRequest request);
}
