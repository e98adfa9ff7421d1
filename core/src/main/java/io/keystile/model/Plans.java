package io.keystile.model;

import io.keystile.ratelimit.RateLimit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The plans of an application, by name. Immutable and thread-safe. */
public final class Plans {
    private final Map<String, Plan> byName;

    private Plans(Map<String, Plan> byName) {
        this.byName = byName;
    }

    /**
     * Returns the plans to begin with: {@code free} with 100 calls a minute, {@code pro} with 1,000, and {@code
     * enterprise} with 10,000 where a key has no limits of its own, and with allowlists.
     */
    public static Plans standard() {
        return of(
                Plan.of("free", RateLimit.perMinute(100)),
                Plan.of("pro", RateLimit.perMinute(1_000)),
                Plan.of("enterprise", RateLimit.perMinute(10_000)).withAllowlists());
    }

    /**
     * Returns the catalogue of these plans.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public static Plans of(Plan... plans) {
        Map<String, Plan> byName = new TreeMap<>();
        for (Plan plan : plans) {
            if (byName.put(plan.name(), plan) != null) {
                throw new IllegalArgumentException("Two plans are called \"" + plan.name() + "\"; rename one");
            }
        }
        return new Plans(byName);
    }

    /** Returns these plans and {@code plan}, which replaces one of the same name. */
    public Plans with(Plan plan) {
        Map<String, Plan> more = new TreeMap<>(byName);
        more.put(plan.name(), plan);
        return new Plans(more);
    }

    /** Returns the plan of that name, if there is one. */
    public Optional<Plan> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * Returns the plan of that name.
     *
     * @throws IllegalArgumentException if there is none; the message names those there are
     */
    public Plan require(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no plan \"" + name + "\"; there are " + String.join(", ", byName.keySet())));
    }

    /** Returns the names of the plans. */
    @Override
    public String toString() {
        return "Plans" + byName.keySet();
    }
}
