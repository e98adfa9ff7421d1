package io.keystile.monitoring.accesslog;

import io.keystile.monitoring.internal.Arguments;

/**
 * What an {@link AccessLog} writes down. Immutable.
 *
 * @param addresses how much of a client's address
 * @param userAgents whether {@code User-Agent} is written, which is personal data in places
 * @param paths whether paths are written, which may name people
 * @param deniedPerSecond how many denials in a second are written one by one, at least 1; more are sampled
 */
public record AccessLogSettings(AddressMask addresses, boolean userAgents, boolean paths, int deniedPerSecond) {
    private static final int STANDARD_DENIED = 100;

    /**
     * Checks the bound.
     *
     * @throws IllegalArgumentException if {@code deniedPerSecond} is less than 1
     */
    public AccessLogSettings {
        Arguments.atLeast(1, deniedPerSecond, "The number of denials a second");
    }

    /** Returns settings by which all is written, and up to 100 denials a second one by one. */
    public static AccessLogSettings standard() {
        return new AccessLogSettings(AddressMask.whole(), true, true, STANDARD_DENIED);
    }

    /** Returns the same settings with another form of addresses. */
    public AccessLogSettings withAddresses(AddressMask mask) {
        return new AccessLogSettings(mask, userAgents, paths, deniedPerSecond);
    }

    /** Returns the same settings without user agents. */
    public AccessLogSettings withoutUserAgents() {
        return new AccessLogSettings(addresses, false, paths, deniedPerSecond);
    }

    /** Returns the same settings without paths. */
    public AccessLogSettings withoutPaths() {
        return new AccessLogSettings(addresses, userAgents, false, deniedPerSecond);
    }

    /**
     * Returns the same settings with another number of denials a second.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public AccessLogSettings withDeniedPerSecond(int denials) {
        return new AccessLogSettings(addresses, userAgents, paths, denials);
    }
}
