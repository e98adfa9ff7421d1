package io.keystile.redis;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LeasePropertyTest {

    @Property(tries = 100)
    void noWindowHoldsMoreThanTheLimitWhateverTheNetworkDoes(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int limits) {
        LeaseSimulation simulation = new LeaseSimulation(seed, true, true, limits);
        simulation.run();
        assertThat(simulation.checks())
                .allSatisfy(check -> assertThat(check.excess()).isZero());
    }

    /** What nodes hold and do not use is small, and most of it goes back before it is missed. */
    @Test
    void leasesAdmitAlmostAsMuchAsTheServerAloneInFewerRoundTrips() {
        long leased = 0;
        long direct = 0;
        long trips = 0;
        long directTrips = 0;
        for (long seed = 0; seed < 20; seed++) {
            LeaseSimulation with = new LeaseSimulation(seed, true, false, 1);
            LeaseSimulation without = new LeaseSimulation(seed, false, false, 1);
            with.run();
            without.run();
            leased += with.checks().get(0).admitted();
            direct += without.checks().get(0).admitted();
            trips += with.roundTrips;
            directTrips += without.roundTrips;
        }
        assertThat(leased).isGreaterThan(direct * 97 / 100);
        assertThat(trips).isLessThan(directTrips * 2 / 3);
    }
}
