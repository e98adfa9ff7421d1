package io.keystile;

import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.admin.Actor;
import io.keystile.admin.IssuedKey;
import io.keystile.admin.NotPermittedException;
import io.keystile.admin.Overlap;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.LimitScope;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Issues, rotates, disables, enables, revokes and uses the keys of one workspace at random, by its members and by keys
 * themselves, while an operator moves the workspace between plans of one scope. Counts all granted calls in exact logs.
 */
final class QuotaSimulation {
    private static final long WINDOW = Duration.ofMinutes(1).toNanos();
    private static final int MAX_KEYS = 30;
    private static final RateLimit OWN = RateLimit.perMinute(7);

    private static final Map<String, Integer> PERMITS = Map.of("small", 20, "large", 50);

    private final Random random;
    private final LimitScope counted;
    private final TestKeys keys;
    private final ApiKeyAuthenticator authenticator;
    private final Actor member = Actor.member("Ada", "acme", PermissionSet.of("flows:*"));
    private final List<SimulatedKey> live = new ArrayList<>();
    private final Map<String, Deque<Long>> logs = new HashMap<>();
    private String plan = "small";

    int calls;
    int granted;
    int excess;

    /** A key, and the number of the chain of rotations that it belongs to, which the simulation counts by itself. */
    private record SimulatedKey(KeyId id, String plaintext, String environment, int chain, boolean limited) {}

    private int chains;

    /**
     * @param scope the scope of the plans
     * @param counted the scope in which calls are counted, the same one in all but a test of the simulation
     */
    QuotaSimulation(long seed, LimitScope scope, LimitScope counted) {
        this.random = new Random(seed);
        this.counted = counted;
        Plans plans = Plans.standard();
        for (Map.Entry<String, Integer> each : PERMITS.entrySet()) {
            plans = plans.with(
                    Plan.of(each.getKey(), RateLimit.perMinute(each.getValue())).withScope(scope));
        }
        this.keys = new TestKeys(plans);
        this.authenticator = keys.authenticator().environments("dev").build();
        moveTo(plan);
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            int dice = random.nextInt(100);
            if (dice < 90 && !live.isEmpty()) {
                call(any());
            } else if (dice < 93) {
                issue();
            } else if (dice < 96 && !live.isEmpty()) {
                rotate(any());
            } else if (dice < 98 && !live.isEmpty()) {
                toggle(any());
            } else if (dice < 99) {
                moveTo(random.nextBoolean() ? "small" : "large");
            }
            keys.time.advanceNanos(random.nextInt(10) == 0 ? random.nextLong(WINDOW) : random.nextLong(WINDOW / 100));
        }
    }

    private SimulatedKey any() {
        return live.get(random.nextInt(live.size()));
    }

    private void call(SimulatedKey key) {
        Decision decision = authenticator.decide(TestRequest.bearer(key.plaintext()));
        calls++;
        if (decision instanceof Granted) {
            granted++;
            count(bucketOf(key), PERMITS.getOrDefault(plan, 0));
            if (key.limited()) {
                count("own " + key.chain(), (int) OWN.permits());
            }
        } else if (decision instanceof Denied denied && denied.reason() != DenialReason.LIMIT_EXCEEDED) {
            live.removeIf(each -> each.equals(key) && denied.reason() != DenialReason.KEY_DISABLED);
        }
    }

    private String bucketOf(SimulatedKey key) {
        return switch (counted) {
            case WORKSPACE -> "workspace";
            case ENVIRONMENT -> key.environment();
            case KEY -> "chain " + key.chain();
        };
    }

    private void count(String bucket, int permits) {
        long now = keys.time.nanos();
        Deque<Long> log = logs.computeIfAbsent(bucket, unused -> new ArrayDeque<>());
        while (!log.isEmpty() && log.peekFirst() <= now - WINDOW) {
            log.removeFirst();
        }
        log.addLast(now);
        if (log.size() > permits) {
            excess++;
        }
    }

    private void issue() {
        if (live.size() >= MAX_KEYS) {
            live.remove(random.nextInt(live.size()));
        }
        boolean limited = random.nextInt(4) == 0;
        String environment = random.nextBoolean() ? "live" : "dev";
        ApiKeySettings settings = ApiKeySettings.named("sim").withPermissions("flows:read", "flows:execute");
        // Only the operator sets limits of a key.
        Actor actor = limited ? TestKeys.ADMIN : random.nextBoolean() || live.isEmpty() ? member : asKey(any());
        if (actor.key() != null) {
            settings = settings.withPermissions("flows:read");
        }
        try {
            IssuedKey issued =
                    keys.apiKeys.issue(actor, "acme", environment, limited ? settings.withLimits(OWN) : settings);
            live.add(new SimulatedKey(issued.record().id(), issued.reveal(), environment, chains++, limited));
        } catch (NotPermittedException e) {
            // A key of another environment, with own limits, or that no longer works: it may not issue.
        }
    }

    private static Actor asKey(SimulatedKey key) {
        return Actor.withKey(key.id(), "acme", PermissionSet.of("flows:*"));
    }

    private void rotate(SimulatedKey key) {
        Duration time = Duration.ofSeconds(random.nextInt(300));
        Overlap overlap = random.nextBoolean() ? Overlap.of(time) : Overlap.untilFirstUse(time.plusSeconds(1));
        try {
            keys.apiKeys
                    .rotate(member, key.id(), overlap)
                    .ifPresent(issued -> live.add(new SimulatedKey(
                            issued.record().id(), issued.reveal(), key.environment(), key.chain(), key.limited())));
        } catch (IllegalStateException e) {
            // Not active, or rotated before.
        }
    }

    private void toggle(SimulatedKey key) {
        ApiKeyRecord record = keys.apiKeys.unrestricted().find(key.id()).orElseThrow();
        try {
            if (random.nextInt(4) == 0) {
                keys.apiKeys.revoke(member, key.id(), "simulated");
            } else if (record.status() == KeyStatus.DISABLED) {
                keys.apiKeys.enable(member, key.id());
            } else {
                keys.apiKeys.disable(member, key.id());
            }
        } catch (IllegalStateException e) {
            // Revoked.
        }
    }

    private void moveTo(String newPlan) {
        WorkspaceRecord acme = keys.store.findWorkspace("acme").orElseThrow();
        keys.apiKeys.updateWorkspace(TestKeys.ADMIN, acme.withPlan(newPlan));
        plan = newPlan;
    }
}
