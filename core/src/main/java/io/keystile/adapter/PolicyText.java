package io.keystile.adapter;

import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import java.util.List;

/**
 * The parts of the quota's fields that depend on the limits only, not on the permits left: the field {@code
 * RateLimit-Policy}, and the start of each member of {@code RateLimit}. Immutable.
 */
final class PolicyText {
    private final RateLimit[] limits;
    private final HttpHeader field;
    private final String[] stateStarts;

    private PolicyText(RateLimit[] limits, HttpHeader field, String[] stateStarts) {
        this.limits = limits;
        this.field = field;
        this.stateStarts = stateStarts;
    }

    /** Returns the text for the limits of some quotas. */
    static PolicyText of(List<Quota> quotas) {
        RateLimit[] limits = quotas.stream().map(Quota::limit).toArray(RateLimit[]::new);
        StringBuilder policies = new StringBuilder();
        String[] stateStarts = new String[limits.length];
        for (int i = 0; i < limits.length; i++) {
            RateLimit limit = limits[i];
            stateStarts[i] = '"' + limit.name() + "\";r=";
            policies.append(i == 0 ? "\"" : ", \"")
                    .append(limit.name())
                    .append("\";q=")
                    .append(limit.permits())
                    .append(";w=")
                    .append(limit.window().toSeconds());
        }
        return new PolicyText(limits, new HttpHeader("RateLimit-Policy", policies.toString()), stateStarts);
    }

    /** Returns whether this is the text for the limits of {@code quotas}. */
    boolean isFor(List<Quota> quotas) {
        if (quotas.size() != limits.length) {
            return false;
        }
        for (int i = 0; i < limits.length; i++) {
            if (!limits[i].equals(quotas.get(i).limit())) {
                return false;
            }
        }
        return true;
    }

    /** Returns the field {@code RateLimit-Policy}. */
    HttpHeader field() {
        return field;
    }

    /** Returns {@code "name";r=} of the limit at an index. */
    String stateStart(int index) {
        return stateStarts[index];
    }
}
