package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.LimitScope;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Whatever the owners of a workspace do, its calls stay within the plan's limit. Each build makes some 20,000 calls;
 * {@code -Dkeystile.quota.steps=40000} makes more than a million.
 */
class QuotaPropertyTest {
    private static final int STEPS = Integer.getInteger("keystile.quota.steps", 600);

    private static QuotaSimulation simulate(long seed, LimitScope scope, LimitScope counted) {
        QuotaSimulation simulation = new QuotaSimulation(seed, scope, counted);
        simulation.run(STEPS);
        return simulation;
    }

    @Property(tries = 40)
    void noSequenceOfIssuingRotatingMovingAndCallingExceedsTheLimitOfTheScope(
            @ForAll long seed, @ForAll LimitScope scope) {
        QuotaSimulation simulation = simulate(seed, scope, scope);

        assertThat(simulation.excess).isZero();
        assertThat(simulation.granted).isPositive();
    }

    @Test
    void theSimulationFindsLimitsThatEachKeyHasForItself() {
        assertThat(simulate(1, LimitScope.KEY, LimitScope.WORKSPACE).excess).isPositive();
        assertThat(simulate(1, LimitScope.ENVIRONMENT, LimitScope.WORKSPACE).excess)
                .isPositive();
    }
}
