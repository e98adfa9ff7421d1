package io.keystile.benchmarks.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * Bounds the heap that the servlet filter allocates for a granted request, besides the decision and the request itself.
 * The bound is what the interpreter allocates, which does not depend on the machine's speed.
 */
class FilterAllocationTest {
    private static final int CALLS = 200;
    private static final int ROUNDS = 5;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Workload workload = new Workload(1, Outcome.granted);

    @Test
    void filterAllocatesAtMost760BytesMoreThanTheDecision() throws Exception {
        long ofFilter = bytesOf(KeystileContender.filter(workload));
        long ofDecision = bytesOf(KeystileContender.core(workload));

        assertThat(ofFilter - ofDecision).isBetween(100L, 760L);
    }

    /** Returns the bytes of one call: the least of a few rounds, because the first calls load classes. */
    private long bytesOf(Contender contender) throws Exception {
        Call call = workload.call(0);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                String unused = contender.callerOf(call);
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / CALLS);
        }
        return least;
    }
}
