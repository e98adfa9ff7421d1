package io.keystile.monitoring.alerts;

import io.keystile.monitoring.internal.Arguments;
import io.keystile.net.IpAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * Where {@link WebhookAlerts} sends alerts, and how hard it tries. Immutable.
 *
 * @param uri where to; {@code https}, or {@code http} to this machine alone
 * @param capacity how many alerts wait at most, at least 1; more are dropped
 * @param attempts how often an alert is sent at most, at least 1
 * @param firstDelay how long to wait before the second attempt; doubled before each further one, and then shortened by up
 *     to a half at random
 * @param longestDelay how long to wait at most, whatever the doubling or the receiver's {@code Retry-After} says
 * @param timeout how long an attempt may take
 */
public record WebhookSettings(
        URI uri, int capacity, int attempts, Duration firstDelay, Duration longestDelay, Duration timeout) {
    private static final int STANDARD_CAPACITY = 1_000;
    private static final int STANDARD_ATTEMPTS = 8;
    private static final Duration STANDARD_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if something is out of bounds
     */
    public WebhookSettings {
        if (!isPrivate(uri)) {
            throw new IllegalArgumentException("A webhook's URI begins with https://, or with http:// and a loopback"
                    + " address or localhost, and has no user and no fragment");
        }
        Arguments.atLeast(1, capacity, "The capacity");
        Arguments.atLeast(1, attempts, "The number of attempts");
        Arguments.positive(firstDelay, "The first delay");
        Arguments.positive(longestDelay, "The longest delay");
        Arguments.positive(timeout, "The timeout");
    }

    /**
     * Returns settings with a queue of 1,000, and 8 attempts of 10 seconds, the second after about a second, none later than an
     * hour after the one before.
     *
     * @throws IllegalArgumentException if alerts must not be sent there
     */
    public static WebhookSettings to(URI uri) {
        return new WebhookSettings(
                uri,
                STANDARD_CAPACITY,
                STANDARD_ATTEMPTS,
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                STANDARD_TIMEOUT);
    }

    private static boolean isPrivate(URI uri) {
        String host = uri.getHost();
        if (host == null || uri.getScheme() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return false;
        }
        return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "https" -> true;
            case "http" -> isThisMachine(host);
            default -> false;
        };
    }

    private static boolean isThisMachine(String host) {
        IpAddress address = IpAddress.tryParsePeer(host);
        return address == null ? host.equalsIgnoreCase("localhost") : address.isLoopback();
    }
}
