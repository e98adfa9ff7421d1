package io.keystile.model;

import java.util.Optional;

/**
 * Finds plans by name: {@link Plans}, or a table of the application. A plan is read when a key is loaded, so a
 * change is seen within the cache's {@code freshFor}.
 *
 * <p>Implementations are thread-safe. Their exceptions are treated like a failure of the key store: cached keys
 * continue to work within the cache's {@code staleFor}, and other calls get 503.
 */
@FunctionalInterface
public interface PlanSource {
    /** Finds a plan; empty if there is certainly no plan of that name. */
    Optional<Plan> find(String name);

    /**
     * Returns the plan of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    default Plan require(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("There is no plan \"" + name + "\""));
    }
}
