package io.keystile.monitoring.accesslog;

import io.keystile.monitoring.internal.Arguments;

/**
 * Configures what an {@link AccessLog} writes. Immutable.
 *
 * @param addresses how much of each client address is written
 * @param userAgents whether {@code User-Agent} is written; in some jurisdictions it is personal data
 * @param paths whether paths are written; they may contain the names of people
 * @param deniedPerSecond how many denials per second are written one by one, at least 1; further ones are sampled
 */
public record AccessLogSettings(AddressMask addresses, boolean userAgents, boolean paths, int deniedPerSecond) {
    private static final int STANDARD_DENIED = 100;

    /**
     * Validates {@code deniedPerSecond}.
     *
     * @throws IllegalArgumentException if {@code deniedPerSecond} is less than 1
     */
    public AccessLogSettings {
        Arguments.atLeast(1, deniedPerSecond, "The number of denials per second");
    }

    /** Returns settings that write whole addresses, user agents, paths, and up to 100 denials per second one by one. */
    public static AccessLogSettings standard() {
        return new AccessLogSettings(AddressMask.whole(), true, true, STANDARD_DENIED);
    }

    /** Returns the same settings with another form of client addresses. */
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
     * Returns the same settings with another number of denials per second that are written one by one.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public AccessLogSettings withDeniedPerSecond(int denials) {
        return new AccessLogSettings(addresses, userAgents, paths, denials);
    }
}
