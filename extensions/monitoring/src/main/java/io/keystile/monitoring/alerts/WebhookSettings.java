package io.keystile.monitoring.alerts;

import io.keystile.monitoring.internal.Arguments;
import io.keystile.net.IpAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * The address of a webhook, and how {@link WebhookAlerts} delivers alerts to it. Immutable.
 *
 * @param uri the address; {@code https}, or {@code http} to a loopback address
 * @param capacity the maximum number of alerts in the queue, at least 1; further alerts are dropped
 * @param attempts the maximum number of attempts to send an alert, at least 1
 * @param firstDelay the delay before the second attempt. It doubles before each further attempt, and is then shortened
 *     by up to a half at random
 * @param longestDelay the upper bound of each delay, also of one that {@code Retry-After} requests
 * @param timeout the time limit of an attempt
 */
public record WebhookSettings(
        URI uri, int capacity, int attempts, Duration firstDelay, Duration longestDelay, Duration timeout) {
    private static final int STANDARD_CAPACITY = 1_000;
    private static final int STANDARD_ATTEMPTS = 8;
    private static final Duration STANDARD_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if the URI is not one of those above, or a value is out of bounds
     */
    public WebhookSettings {
        if (!isAllowed(uri)) {
            throw new IllegalArgumentException("A webhook's URI must begin with https://, or with http:// and a"
                    + " loopback address or localhost, and must have no user and no fragment");
        }
        Arguments.atLeast(1, capacity, "The capacity");
        Arguments.atLeast(1, attempts, "The number of attempts");
        Arguments.positive(firstDelay, "The first delay");
        Arguments.positive(longestDelay, "The longest delay");
        Arguments.positive(timeout, "The timeout");
    }

    /**
     * Returns settings with a queue of 1,000 alerts and 8 attempts of up to 10 seconds each. The first delay is 1
     * second, the longest delay is 1 hour.
     *
     * @throws IllegalArgumentException if the URI is not allowed
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

    private static boolean isAllowed(URI uri) {
        String host = uri.getHost();
        if (host == null || uri.getScheme() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return false;
        }
        return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "https" -> true;
            case "http" -> isLoopback(host);
            default -> false;
        };
    }

    private static boolean isLoopback(String host) {
        IpAddress address = IpAddress.tryParsePeer(host);
        return address == null ? host.equalsIgnoreCase("localhost") : address.isLoopback();
    }
}
