package io.keystile.admin;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyPolicy;
import io.keystile.model.KeyStatus;
import io.keystile.model.Plan;
import io.keystile.model.PlanSource;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks keys against the {@linkplain KeyPolicy policies} of their plans. Thread-safe. */
final class PolicyRules {
    /** The life of a successor of a key without expiry, if the policy requires an expiry but bounds no life. */
    private static final Duration DEFAULT_LIFE = Duration.ofDays(366);

    private final ApiKeyStore store;
    private final PlanSource plans;

    PolicyRules(ApiKeyStore store, PlanSource plans) {
        this.store = store;
        this.plans = plans;
    }

    private static String planOf(ApiKeyRecord key, WorkspaceRecord owner) {
        String own = key.settings().plan();
        return own == null ? owner.plan() : own;
    }

    /** Returns the policy of a plan; that of a plan that does not exist has no rules, since its keys are denied. */
    private KeyPolicy policyOf(String plan) {
        return plans.find(plan).map(Plan::policy).orElse(KeyPolicy.NONE);
    }

    /**
     * Requires that a key may have its environment and expiry. What it already has may stay.
     *
     * @param what names the key in messages
     * @param before the key's current settings; null for a new key
     * @throws IllegalArgumentException if it may not
     */
    void require(String what, ApiKeyRecord key, @Nullable ApiKeySettings before, WorkspaceRecord owner) {
        String plan = planOf(key, owner);
        KeyPolicy policy = policyOf(plan);
        ApiKeySettings settings = key.settings();
        boolean samePlan = before != null && Objects.equals(settings.plan(), before.plan());
        String breach = samePlan ? null : environmentBreach(policy, key);
        boolean sameExpiry = samePlan && before != null && Objects.equals(settings.expiresAt(), before.expiresAt());
        if (breach == null && !sameExpiry) {
            breach = expiryBreach(policy, key);
        }
        if (breach != null) {
            throw new IllegalArgumentException("Plan \"" + plan + "\" does not allow " + what + ": " + breach);
        }
    }

    private static @Nullable String environmentBreach(KeyPolicy policy, ApiKeyRecord key) {
        return policy.environments().isEmpty() || policy.environments().contains(key.environment())
                ? null
                : "it is for " + key.environment() + ", and keys are for " + String.join(", ", policy.environments())
                        + " only";
    }

    private static @Nullable String expiryBreach(KeyPolicy policy, ApiKeyRecord key) {
        Instant end = key.settings().expiresAt();
        Duration life = policy.longestLife();
        Instant latest = life == null ? null : key.createdAt().plus(life);
        if (end == null) {
            return policy.mustExpire()
                    ? "it never expires; set an expiry" + (latest == null ? "" : ", at the latest " + latest)
                    : null;
        }
        return latest != null && end.isAfter(latest)
                ? "it expires at " + end + ", and may at the latest at " + latest
                : null;
    }

    /**
     * Returns why a key is idle, or null. A key without a recorded use is not: it may be used where no uses are
     * recorded. Nor is a key that ends within the longest idle time: so an administrator lets an idle key work again.
     */
    private static @Nullable String idleBreach(
            KeyPolicy policy, ApiKeyRecord key, @Nullable LastUse lastUse, Instant now) {
        Duration idle = policy.longestIdle();
        Instant end = key.endsAt();
        if (idle == null || lastUse == null || lastUse.at().plus(idle).isAfter(now)) {
            return null;
        }
        boolean endsAnyway = end != null && !end.isAfter(now.plus(idle));
        return endsAnyway ? null : "it has not been used for " + idle.toDays() + " days";
    }

    /**
     * Requires that a key that is about to be active is not ended by {@link #forEachIdleKey} at once.
     *
     * @throws IllegalStateException if it would be
     */
    void requireNotIdle(ApiKeyRecord key, WorkspaceRecord owner, Instant now) {
        String plan = planOf(key, owner);
        KeyPolicy policy = policyOf(plan);
        Duration idle = policy.longestIdle();
        if (idle == null || key.statusAt(now) != KeyStatus.ACTIVE) {
            return;
        }
        String breach =
                idleBreach(policy, key, store.lastUses(List.of(key.id())).get(key.id()), now);
        if (breach != null) {
            throw new IllegalStateException("Plan \"" + plan + "\" would end key " + key.id() + " at once: " + breach
                    + "; first let it expire by " + now.plus(idle) + ", and remove that expiry when it has been used");
        }
    }

    /**
     * Returns the settings of a key's successor: those of the key, with an expiry that its policy allows. A successor
     * always can have them.
     */
    ApiKeySettings ofSuccessor(ApiKeyRecord key, WorkspaceRecord owner, Instant now) {
        ApiKeySettings settings = key.settings();
        KeyPolicy policy = policyOf(planOf(key, owner));
        Instant end = settings.expiresAt();
        Duration life = policy.longestLife();
        if (!policy.mustExpire() || (end != null && life == null)) {
            return settings;
        }
        Instant latest = now.plus(life == null ? DEFAULT_LIFE : life);
        return end != null && !end.isAfter(latest) ? settings : settings.withExpiry(latest);
    }

    /**
     * Requires that these keys can be live together with all that the workspace has.
     *
     * @return whether the number of keys is bounded; then the keys must be written together with the next version of
     *     {@code owner}, so that of two writers who have counted the same keys only one succeeds
     * @throws IllegalStateException if there are too many
     */
    boolean requireRoom(WorkspaceRecord owner, Collection<ApiKeyRecord> joining, Instant now) {
        Set<String> bounded = joining.stream()
                .filter(key -> isLive(key, now))
                .map(key -> planOf(key, owner))
                .filter(plan -> policyOf(plan).mostLiveKeys() != KeyPolicy.UNBOUNDED)
                .collect(Collectors.toSet());
        if (bounded.isEmpty()) {
            return false;
        }
        Map<KeyId, ApiKeyRecord> live = liveKeys(owner, now);
        joining.stream().filter(key -> isLive(key, now)).forEach(key -> live.put(key.id(), key));
        for (String plan : bounded) {
            int most = policyOf(plan).mostLiveKeys();
            long count = counted(live, plan, owner).size();
            if (count > most) {
                throw new IllegalStateException("Workspace " + owner.id() + " may have " + most
                        + " live keys on plan \"" + plan + "\", and would have " + count
                        + "; revoke a key, or rotate one");
            }
        }
        return true;
    }

    static boolean isLive(ApiKeyRecord key, Instant now) {
        Instant end = key.endsAt();
        return key.status() != KeyStatus.REVOKED && (end == null || end.isAfter(now));
    }

    /**
     * Returns the live keys of a workspace. They are not selected by their status, because a key that is enabled
     * between two queries would be in none of their results.
     */
    private Map<KeyId, ApiKeyRecord> liveKeys(WorkspaceRecord owner, Instant now) {
        Map<KeyId, ApiKeyRecord> live = new LinkedHashMap<>();
        store.forEachKey(KeyQuery.ofWorkspace(owner.id()), key -> {
            if (isLive(key, now)) {
                live.put(key.id(), key);
            }
        });
        return live;
    }

    /** Returns whether the number of live keys on a key's plan is bounded. */
    boolean isCounted(ApiKeyRecord key, WorkspaceRecord owner) {
        return policyOf(planOf(key, owner)).mostLiveKeys() != KeyPolicy.UNBOUNDED;
    }

    /** Returns the live keys on a plan, the oldest first, without the direct predecessor of a lineage's newest key. */
    private static List<ApiKeyRecord> counted(Map<KeyId, ApiKeyRecord> live, String plan, WorkspaceRecord owner) {
        Set<KeyId> succeeded = predecessors(live.values().stream());
        Set<KeyId> replaced = predecessors(live.values().stream().filter(key -> !succeeded.contains(key.id())));
        return live.values().stream()
                .filter(key -> planOf(key, owner).equals(plan) && !replaced.contains(key.id()))
                .sorted(KeyQuery.ofAll().order())
                .toList();
    }

    private static Set<KeyId> predecessors(Stream<ApiKeyRecord> keys) {
        return keys.map(key -> key.lineage().predecessor())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /**
     * Calls {@code action} with the active keys that were not used for the longest idle time of their plan, without
     * those of suspended workspaces, which cannot be used. If the plans are fixed and none has such a time, no key is
     * read.
     */
    void forEachIdleKey(Instant now, Consumer<ApiKeyRecord> action) {
        if (plans instanceof Plans fixed
                && fixed.all().stream().allMatch(plan -> plan.policy().longestIdle() == null)) {
            return;
        }
        KeyQuery unused =
                KeyQuery.ofAll().withStatus(KeyStatus.ACTIVE, now).unusedSince(now.minus(KeyPolicy.SHORTEST_IDLE));
        List<ApiKeyRecord> page = new ArrayList<>();
        store.forEachKey(unused, key -> {
            page.add(key);
            if (page.size() == KeyQuery.MAX_LIMIT) {
                passIdle(page, now, action);
                page.clear();
            }
        });
        passIdle(page, now, action);
    }

    private void passIdle(List<ApiKeyRecord> page, Instant now, Consumer<ApiKeyRecord> action) {
        Map<String, Optional<WorkspaceRecord>> owners = new HashMap<>();
        List<ApiKeyRecord> bounded = page.stream()
                .filter(key -> owners.computeIfAbsent(key.workspace(), store::findWorkspace)
                        .filter(owner -> !owner.suspended()
                                && policyOf(planOf(key, owner)).longestIdle() != null)
                        .isPresent())
                .toList();
        Map<KeyId, LastUse> uses =
                store.lastUses(bounded.stream().map(ApiKeyRecord::id).toList());
        bounded.forEach(key -> owners.getOrDefault(key.workspace(), Optional.empty())
                .filter(owner -> idleBreach(policyOf(planOf(key, owner)), key, uses.get(key.id()), now) != null)
                .ifPresent(owner -> action.accept(key)));
    }

    /** Calls {@code action} with each breach of a policy by a live key of a workspace. */
    void forEachBreach(WorkspaceRecord owner, Instant now, Consumer<PolicyBreach> action) {
        Map<KeyId, ApiKeyRecord> live = liveKeys(owner, now);
        Map<KeyId, LastUse> uses = store.lastUses(live.keySet());
        live.values().forEach(key -> {
            String plan = planOf(key, owner);
            KeyPolicy policy = policyOf(plan);
            report(key, plan, environmentBreach(policy, key), action);
            report(key, plan, expiryBreach(policy, key), action);
            report(key, plan, idleBreach(policy, key, uses.get(key.id()), now), action);
        });
        live.values().stream().map(key -> planOf(key, owner)).distinct().forEach(plan -> {
            int most = policyOf(plan).mostLiveKeys();
            String reason = "the workspace has more than " + most + " live keys on this plan";
            counted(live, plan, owner).stream().skip(most).forEach(key -> report(key, plan, reason, action));
        });
    }

    private static void report(ApiKeyRecord key, String plan, @Nullable String reason, Consumer<PolicyBreach> action) {
        if (reason != null) {
            action.accept(new PolicyBreach(key, plan, reason));
        }
    }
}
