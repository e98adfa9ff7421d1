package io.keystile.benchmarks.hash;

import io.keystile.key.Verdict;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take to verify a secret in a new virtual thread? {@link Work#nothing} measures the thread only.
 * Needs Java 21; on an older version every trial fails with a message that says so.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("NullAway.Init") // JMH sets the parameter and then calls prepare()
public class VirtualThreadBenchmark {
    private static final int THREADS = 1_000;

    /** The work of each thread, named as on the command line. */
    public enum Work {
        /** Nothing. */
        nothing,
        /** SHA-256 with a new digest object. */
        sha256GetInstance,
        /** SHA-256 with a thread-local object, which each new thread creates. */
        sha256ThreadLocal,
        /** The library's verification. */
        sha256Keystile,
        /** The library's verification with a pepper. */
        hmacKeystile
    }

    /** The work of each thread. */
    @Param
    Work work;

    private ThreadFactory threads;
    private final LongAdder verified = new LongAdder();

    /**
     * Looks up the factory of virtual threads.
     *
     * @throws IllegalStateException if this version of Java has no virtual threads
     */
    @Setup
    public void prepare() {
        threads = virtualThreads();
    }

    /** Starts 1,000 threads and joins them all; waiting for a single one would dominate the measured time. */
    @Benchmark
    @OperationsPerInvocation(THREADS)
    public long inNewThread(Message message, Verification verification) throws InterruptedException {
        verified.reset();
        Thread[] batch = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            batch[i] = threads.newThread(() -> verified.add(verify(message, verification) ? 1 : 0));
            batch[i].start();
        }
        for (Thread thread : batch) {
            thread.join();
        }
        if (verified.sum() != THREADS) {
            throw new IllegalStateException(work + " did not verify the secret in every thread");
        }
        return verified.sum();
    }

    private boolean verify(Message message, Verification verification) {
        return switch (work) {
            case nothing -> true;
            case sha256GetInstance -> message.hasSha256(Message.newSha256().digest(message.secret));
            case sha256ThreadLocal ->
                message.hasSha256(Message.SHA256_OF_THREAD.get().digest(message.secret));
            case sha256Keystile -> verification.plain() == Verdict.RIGHT;
            case hmacKeystile -> verification.peppered() == Verdict.RIGHT;
        };
    }

    /** Uses reflection because the library is compiled for Java 17. */
    private static ThreadFactory virtualThreads() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Virtual threads need Java 21 or newer", e);
        }
    }
}
