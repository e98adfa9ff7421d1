package io.keystile.adapter;

import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Writes {@code RateLimit} and {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10). */
final class RateLimitHeaders {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final int TYPICAL_LENGTH = 48;

    private RateLimitHeaders() {}

    /**
     * Returns the field lines for the state of some limits; none if there are no limits. For a denied call,
     * {@code RateLimit} contains only the violated limits: {@code Retry-After} must not be earlier than any {@code t},
     * and it does not take the other limits into account.
     */
    static List<HttpHeader> of(RateLimitResult limits, boolean legacy) {
        List<Quota> quotas = limits.quotas();
        if (quotas.isEmpty()) {
            return List.of();
        }
        StringBuilder policies = new StringBuilder(TYPICAL_LENGTH);
        StringBuilder states = new StringBuilder(TYPICAL_LENGTH);
        for (Quota quota : quotas) {
            RateLimit limit = quota.limit();
            separated(policies)
                    .append('"')
                    .append(limit.name())
                    .append("\";q=")
                    .append(limit.permits())
                    .append(";w=")
                    .append(limit.window().toSeconds());
            if (limits.granted() || quota.violated()) {
                separated(states)
                        .append('"')
                        .append(limit.name())
                        .append("\";r=")
                        .append(quota.remaining())
                        .append(";t=")
                        .append(seconds(quota.resetNanos()));
            }
        }
        HttpHeader policy = new HttpHeader("RateLimit-Policy", policies.toString());
        HttpHeader state = new HttpHeader("RateLimit", states.toString());
        if (!legacy) {
            return List.of(policy, state);
        }
        List<HttpHeader> fields = new ArrayList<>(List.of(policy, state));
        fields.addAll(legacy(quotas));
        return fields;
    }

    /** Returns the old fields, which can describe one limit only: the one with the fewest permits remaining. */
    private static List<HttpHeader> legacy(List<Quota> quotas) {
        Quota tightest =
                quotas.stream().min(Comparator.comparingLong(Quota::remaining)).orElseThrow();
        return List.of(
                new HttpHeader(
                        "X-RateLimit-Limit", Long.toString(tightest.limit().permits())),
                new HttpHeader("X-RateLimit-Remaining", Long.toString(tightest.remaining())),
                new HttpHeader("X-RateLimit-Reset", Long.toString(seconds(tightest.resetNanos()))));
    }

    private static StringBuilder separated(StringBuilder list) {
        return list.isEmpty() ? list : list.append(", ");
    }

    /** Converts to seconds, rounded up, so that a client does not retry too early. */
    static long seconds(long nanos) {
        return nanos / NANOS_PER_SECOND + (nanos % NANOS_PER_SECOND == 0 ? 0 : 1);
    }
}
