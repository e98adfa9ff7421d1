package io.keystile.benchmarks.authenticate;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.store.InMemoryApiKeyStore;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

/**
 * Bounds the objects that a key has in memory, once it has made a call. Each object is another place in memory that a
 * call may have to wait for. The numbers do not depend on the machine.
 */
class ObjectsPerKeyTest {
    private static final int KEYS = 200;

    /** The objects of some keys: in the store, and beside it in the caches and the limiter. */
    private record Objects(long inStore, long beside) {
        static Objects of(int keys) {
            Workload workload = new Workload(keys, Outcome.granted, Limit.large);
            InMemoryApiKeyStore store = KeystileContender.storeOf(workload);
            long stored = GraphLayout.parseInstance(store).totalCount();
            ApiKeyAuthenticator authenticator =
                    KeystileContender.authenticatorOf(workload, store).build();
            workload.samples().forEach(sample -> authenticator.decide(sample.request()));
            return new Objects(stored, GraphLayout.parseInstance(authenticator).totalCount() - stored);
        }
    }

    @Test
    void aKeyHasAtMost15ObjectsInTheStoreAnd9BesideIt() {
        Objects some = Objects.of(KEYS);
        Objects twice = Objects.of(2 * KEYS);

        double inStore = (double) (twice.inStore - some.inStore) / KEYS;
        double beside = (double) (twice.beside - some.beside) / KEYS;
        System.out.printf("objects of a key: %.2f in the store, %.2f beside it%n", inStore, beside);
        // Less than one object more, for the tables.
        assertThat(inStore).isBetween(1.0, 15.9);
        assertThat(beside).isBetween(1.0, 9.9);
    }
}
