package io.keystile.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.benchmarks.NumberedKeys;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHasher;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final int MAX_STORE_BYTES = 430;
    private static final int MAX_CACHE_BYTES = 340;

    @Test
    void eachNumberAlwaysGivesItsOwnKey() {
        NumberedKeys keys = new NumberedKeys();
        String first = keys.key(1).reveal();

        assertThat(keys.key(2).reveal()).isNotEqualTo(first);
        assertThat(keys.key(1).reveal()).isEqualTo(first);
    }

    @Test
    void callingWithAKeyCreatesABucketAndCachingItDoesNot() {
        Population population = new Population(20);
        population.forEachKey(key -> Population.insert(population.store, key));

        population.forEachKey(population::cache);
        assertThat(population.limiter.bucketCount()).isZero();

        population.forEachKey(key -> population.call(CallRequest.with(key)));
        assertThat(population.limiter.bucketCount()).isEqualTo(20);
    }

    @Test
    void deniedCallStopsTheMeasurement() {
        Population empty = new Population(1);

        assertThatThrownBy(() -> empty.forEachKey(key -> empty.call(CallRequest.with(key))))
                .isInstanceOf(IllegalStateException.class);
    }

    /** The objects are counted, so the figures are exact and the same on each machine. */
    @Test
    void keyTakesFewBytes() {
        ObjectBytes bytes = ObjectBytes.of(1_000);

        assertThat(bytes.store()).as(bytes.rows()).isLessThanOrEqualTo(MAX_STORE_BYTES);
        assertThat(bytes.cache()).as(bytes.rows()).isLessThanOrEqualTo(MAX_CACHE_BYTES);
    }

    @Test
    void firstDecisionMustBeGranted() {
        PresentedKey key = new NumberedKeys().key(1);
        String right = SecretHasher.sha256().hash(key).encoded();
        String wrong = SecretHasher.sha256().hash(new NumberedKeys().key(2)).encoded();

        assertThat(ColdStart.millisToFirstDecision(key.reveal(), right)).isPositive();
        assertThatThrownBy(() -> ColdStart.millisToFirstDecision(key.reveal(), wrong))
                .hasMessageContaining("granted");
    }
}
