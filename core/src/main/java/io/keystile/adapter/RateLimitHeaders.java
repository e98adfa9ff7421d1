package io.keystile.adapter;

import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimitResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code RateLimit} and {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10). Thread-safe.
 *
 * <p>Applications have few different limits, so the texts of the last used ones are kept. Their number is bounded.
 */
final class RateLimitHeaders {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** The number of texts kept, a power of two. Limits with the same place replace each other. */
    private static final int KEPT_TEXTS = 64;

    /** The length of one member of {@code RateLimit} without its start: at most 9 digits, {@code ;t=} and 8 digits. */
    private static final int STATE_LENGTH = 20;

    private final boolean legacy;

    /** Elements are immutable, so that threads may read and write them without order. */
    private final @Nullable PolicyText[] kept = new PolicyText[KEPT_TEXTS];

    /** Creates the writer, with the old {@code X-RateLimit-*} fields in addition if {@code legacy}. */
    RateLimitHeaders(boolean legacy) {
        this.legacy = legacy;
    }

    /**
     * Returns the field lines for the state of some limits; none if there are no limits. For a denied call,
     * {@code RateLimit} contains only the violated limits: {@code Retry-After} must not be earlier than any {@code t},
     * and it does not take the other limits into account.
     */
    List<HttpHeader> of(RateLimitResult limits) {
        List<Quota> quotas = limits.quotas();
        if (quotas.isEmpty()) {
            return List.of();
        }
        PolicyText text = textFor(quotas);
        HttpHeader state = new HttpHeader("RateLimit", states(quotas, text, limits.granted()));
        if (!legacy) {
            return List.of(text.field(), state);
        }
        List<HttpHeader> fields = new ArrayList<>(List.of(text.field(), state));
        fields.addAll(legacy(quotas));
        return fields;
    }

    private PolicyText textFor(List<Quota> quotas) {
        int hash = quotas.get(0).limit().hashCode();
        int place = (hash ^ hash >>> 16) & (KEPT_TEXTS - 1);
        PolicyText text = kept[place];
        if (text == null || !text.isFor(quotas)) {
            text = PolicyText.of(quotas);
            kept[place] = text;
        }
        return text;
    }

    private static String states(List<Quota> quotas, PolicyText text, boolean granted) {
        StringBuilder states =
                new StringBuilder(quotas.size() * (text.stateStart(0).length() + STATE_LENGTH));
        for (int i = 0; i < quotas.size(); i++) {
            Quota quota = quotas.get(i);
            if (granted || quota.violated()) {
                if (!states.isEmpty()) {
                    states.append(", ");
                }
                states.append(text.stateStart(i))
                        .append(quota.remaining())
                        .append(";t=")
                        .append(seconds(quota.resetNanos()));
            }
        }
        return states.toString();
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

    /** Converts to seconds, rounded up, so that a client does not retry too early. */
    static long seconds(long nanos) {
        return nanos / NANOS_PER_SECOND + (nanos % NANOS_PER_SECOND == 0 ? 0 : 1);
    }
}
