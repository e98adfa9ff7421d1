package io.keystile.model;

import io.keystile.ratelimit.RateLimit;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A fixed set of plans, by name. Immutable and thread-safe. */
public final class Plans implements PlanSource {
    private final Map<String, Plan> byName;

    private Plans(Map<String, Plan> byName) {
        this.byName = byName;
    }

    /**
     * Returns the standard plans: {@code free} with 100 calls a minute, {@code pro} with 1,000, and {@code
     * enterprise} with 10,000 and with allowlists.
     */
    public static Plans standard() {
        return of(
                Plan.of("free", RateLimit.perMinute(100)),
                Plan.of("pro", RateLimit.perMinute(1_000)),
                Plan.of("enterprise", RateLimit.perMinute(10_000)).withAllowlists());
    }

    /**
     * Returns a set of these plans.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public static Plans of(Plan... plans) {
        Map<String, Plan> byName = new TreeMap<>();
        for (Plan plan : plans) {
            if (byName.put(plan.name(), plan) != null) {
                throw new IllegalArgumentException("Two plans are named \"" + plan.name() + "\"; rename one");
            }
        }
        return new Plans(byName);
    }

    /** Returns these plans with {@code plan} added; it replaces a plan of the same name. */
    public Plans with(Plan plan) {
        Map<String, Plan> more = new TreeMap<>(byName);
        more.put(plan.name(), plan);
        return new Plans(more);
    }

    /** Returns the plans by name; unmodifiable. */
    public Collection<Plan> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    @Override
    public Optional<Plan> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
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
