package io.keystile.benchmarks.authenticate;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.AuthRequest;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Compares the time of a granted call with that of glued code, to notice when the library becomes much slower. This is
 * no measurement: the bound is far below the ratio of the benchmarks.
 *
 * <p>A busy machine does not matter: both run in turns in one thread, only the time in which this thread runs counts,
 * of many turns the median is taken, and a ratio below the bound is measured again.
 */
class SpeedGuardTest {
    private static final double LEAST_RATIO = 2.5;
    private static final int ATTEMPTS = 3;
    private static final int TURNS = 41;
    private static final int CALLS = 5_000;
    private static final int WARM_UP_TURNS = 20;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Workload workload = new Workload(1, Outcome.granted, Limit.large);
    private final AuthRequest request = workload.samples().get(0).request();

    private int calls;
    private int granted;

    @Test
    void gluedCodeTakesAtLeastTwoAndAHalfTimesAsLong() {
        Contender library = KeystileContender.on(workload);
        Contender glued = new GluedContender(workload);
        for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
            nanosOf(library);
            nanosOf(glued);
        }

        double ratio = 0;
        for (int attempt = 0; attempt < ATTEMPTS && ratio < LEAST_RATIO; attempt++) {
            ratio = Math.max(ratio, ratio(library, glued));
        }

        System.out.printf("glued code takes %.1f times as long as the library%n", ratio);
        assertThat(granted).isPositive().isEqualTo(calls);
        assertThat(ratio).isGreaterThanOrEqualTo(LEAST_RATIO);
    }

    private double ratio(Contender library, Contender glued) {
        long[] ofLibrary = new long[TURNS];
        long[] ofGlued = new long[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            ofLibrary[turn] = nanosOf(library);
            ofGlued[turn] = nanosOf(glued);
        }
        return (double) median(ofGlued) / median(ofLibrary);
    }

    /** Returns the processor time of some calls. */
    private long nanosOf(Contender contender) {
        long start = threads.getCurrentThreadCpuTime();
        calls += CALLS;
        for (int call = 0; call < CALLS; call++) {
            granted += contender.outcomeOf(request) == Outcome.granted ? 1 : 0;
        }
        return threads.getCurrentThreadCpuTime() - start;
    }

    private static long median(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2];
    }
}
