package io.keystile.console;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises requests that a page of the console sent, by the headers in which browsers name a request's origin.
 *
 * <p>A token would have to be kept somewhere, and shared by all nodes. Browsers send {@code Sec-Fetch-Site} to HTTPS
 * and local addresses, and {@code Origin} everywhere. A request with neither is refused: a browser did not send it.
 */
final class CrossSiteGuard {
    private final Set<String> trustedOrigins;

    CrossSiteGuard(Set<String> trustedOrigins) {
        this.trustedOrigins = trustedOrigins;
    }

    /** Returns whether a page of the console, or of a trusted origin, sent the request. */
    boolean isFromOwnPage(ConsoleRequest request) {
        List<String> site = request.headers("Sec-Fetch-Site");
        if (!site.isEmpty()) {
            return site.equals(List.of("same-origin"));
        }
        List<String> origins = request.headers("Origin");
        List<String> hosts = request.headers("Host");
        if (origins.size() != 1) {
            return false;
        }
        String origin = origins.get(0).toLowerCase(Locale.ROOT);
        return trustedOrigins.contains(origin) || (hosts.size() == 1 && isOwn(origin, hosts.get(0)));
    }

    /** Compares host and port. The scheme is not compared: a proxy in front may have ended TLS. */
    private static boolean isOwn(String origin, String host) {
        Optional<String> port = defaultPort(origin);
        if (port.isEmpty()) {
            return false;
        }
        String authority = origin.substring(origin.indexOf("://") + 3);
        return withPort(authority, port.get()).equals(withPort(host.toLowerCase(Locale.ROOT), port.get()));
    }

    private static Optional<String> defaultPort(String origin) {
        if (origin.startsWith("https://")) {
            return Optional.of(":443");
        }
        return origin.startsWith("http://") ? Optional.of(":80") : Optional.empty();
    }

    private static String withPort(String authority, String defaultPort) {
        boolean hasPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
        return hasPort ? authority : authority + defaultPort;
    }
}
