package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeySettings;
import io.keystile.net.IpAllowlist;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Bounds the heap that a call allocates, in bytes. The bounds are what the interpreter allocates, which does not depend
 * on the machine's speed; compiled code allocates the same or less.
 */
class AllocationTest {
    private static final int CALLS = 200;
    private static final int ROUNDS = 5;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final TestKeys keys = new TestKeys();
    private final ApiKeyAuthenticator authenticator = keys.authenticator().build();
    private final String key = keys.issue(ApiKeySettings.named("ci")
            .withPermissions("flows:*")
            .withPlan("enterprise")
            .withAllowlist(IpAllowlist.of("192.0.2.0/24", "198.51.100.0/24"))
            .withExpiry(keys.time.instant().plusSeconds(3_600)));

    @Test
    void aGrantedCallAllocatesAtMost232Bytes() {
        assertThat(bytesOf(TestRequest.bearer(key).requiring("flows:read"))).isBetween(100L, 232L);
    }

    @Test
    void aCallOverItsLimitAllocatesAtMost264Bytes() {
        TestRequest request = TestRequest.bearer(keys.issue(ApiKeySettings.named("free")));
        while (authenticator.decide(request) instanceof Decision.Granted) {
            // uses up the limit
        }

        assertThat(bytesOf(request)).isBetween(100L, 264L);
    }

    @Test
    void aMalformedKeyAllocatesAtMost176Bytes() {
        assertThat(bytesOf(TestRequest.bearer(key + "x"))).isLessThanOrEqualTo(176);
    }

    @Test
    void anUnknownIdAllocatesNoMoreThanAWrongSecret() {
        String unknown = TestKeys.FORMAT.generate("live", new SeededRandom(7)).reveal();
        long ofUnknownId = bytesOf(TestRequest.bearer(unknown));
        long ofWrongSecret = bytesOf(TestRequest.bearer(Forgery.withOtherSecret(key)));

        assertThat(ofUnknownId).isLessThanOrEqualTo(ofWrongSecret);
        assertThat(ofWrongSecret).isLessThanOrEqualTo(224);
    }

    @Test
    void aCallFromAnotherAddressAllocatesAtMost216Bytes() {
        assertThat(bytesOf(TestRequest.bearer(key).from("203.0.113.1"))).isLessThanOrEqualTo(216);
    }

    /** Returns the bytes of one call: the least of a few rounds, because the first calls load classes. */
    private long bytesOf(AuthRequest request) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            keys.time.advance(Duration.ofSeconds(1));
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int call = 0; call < CALLS; call++) {
                authenticator.decide(request);
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / CALLS);
        }
        return least;
    }
}
