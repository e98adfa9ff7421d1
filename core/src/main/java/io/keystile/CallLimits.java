package io.keystile;

import static java.util.stream.Collectors.toUnmodifiableList;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.LimitScope;
import io.keystile.model.Plan;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Determines the buckets that a key's calls are charged to: one for its plan, which the keys in the plan's scope share,
 * and one for its own limits, which it shares with its predecessors and successors. Both are in the workspace's group.
 */
final class CallLimits {
    private static final int MAX_NAME = 64;

    private CallLimits() {}

    /** Returns the buckets of a key, one or two, with limits of different names. */
    static List<RateLimitBucket> buckets(ApiKeyRecord key, Plan plan, WorkspaceRecord workspace, SharedParts shared) {
        boolean onWorkspacePlan = plan.name().equals(workspace.plan());
        List<RateLimit> limits =
                onWorkspacePlan && !workspace.limits().isEmpty() ? shared.of(workspace.limits()) : plan.limits();
        String group = shared.of(key.workspace());
        RateLimitBucket ofPlan = new RateLimitBucket(planId(key, plan, onWorkspacePlan), group, limits);
        if (plan.scope() != LimitScope.KEY) {
            ofPlan = shared.of(ofPlan);
        }
        List<RateLimit> own = key.settings().limits();
        return own.isEmpty()
                ? List.of(ofPlan)
                : List.of(
                        ofPlan,
                        new RateLimitBucket("key:" + key.origin(), group, shared.of(withNewNames(own, limits))));
    }

    /**
     * Returns the id of the bucket of a plan's limits. The id does not contain the name of the workspace's plan: a
     * workspace that moves to another plan keeps its bucket, so the calls of the last window still count.
     */
    private static String planId(ApiKeyRecord key, Plan plan, boolean onWorkspacePlan) {
        String scope = switch (plan.scope()) {
            case WORKSPACE -> "workspace:" + key.workspace();
            case ENVIRONMENT -> "environment:" + key.workspace() + ":" + key.environment();
            case KEY -> "plan-of-key:" + key.origin();
        };
        return onWorkspacePlan ? scope : scope + ":plan:" + plan.name();
    }

    /** Returns the key's own limits; a name that the plan uses is prefixed with {@code key-}. */
    private static List<RateLimit> withNewNames(List<RateLimit> own, List<RateLimit> ofPlan) {
        Set<String> taken = new HashSet<>();
        ofPlan.forEach(limit -> taken.add(limit.name()));
        if (own.stream().noneMatch(limit -> taken.contains(limit.name()))) {
            return own;
        }
        Set<String> ofPlanOnly = Set.copyOf(taken);
        own.forEach(limit -> taken.add(limit.name()));
        return own.stream()
                .map(limit -> ofPlanOnly.contains(limit.name())
                        ? RateLimit.of(newName(limit.name(), taken), limit.permits(), limit.window())
                        : limit)
                .collect(toUnmodifiableList()); // not toList(), which List.copyOf would copy
    }

    private static String newName(String name, Set<String> taken) {
        String candidate = cut("key-" + name);
        for (int n = 2; !taken.add(candidate); n++) {
            candidate = cut("key-" + n + "-" + name);
        }
        return candidate;
    }

    private static String cut(String name) {
        return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
    }
}
