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
 * What does it cost to verify a secret in a virtual thread that is made for it? {@link Work#nothing} is the floor: the
 * thread alone. Needs Java 21 or newer; on an older one every trial fails, and says so.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("NullAway.Init") // the harness sets the parameter, and then calls prepare()
public class VirtualThreadBenchmark {
    private static final int CROWD = 1_000;

    /** What the thread does. Named as on the command line. */
    public enum Work {
        /** Nothing. */
        nothing,
        /** SHA-256 with a new object. */
        sha256GetInstance,
        /** SHA-256 with an object of the thread, which is a new one each time. */
        sha256ThreadLocal,
        /** The library's check. */
        sha256Keystile,
        /** The library's check with a pepper. */
        hmacKeystile
    }

    /** What the thread does. */
    @Param
    Work work;

    private ThreadFactory threads;
    private final LongAdder right = new LongAdder();

    /**
     * Finds virtual threads.
     *
     * @throws IllegalStateException if this Java has none
     */
    @Setup
    public void prepare() {
        threads = virtualThreads();
    }

    /** A crowd of threads, each from its making to its end: to wait for one alone would be most of what is measured. */
    @Benchmark
    @OperationsPerInvocation(CROWD)
    public long inNewThread(Message message, Verification verification) throws InterruptedException {
        right.reset();
        Thread[] crowd = new Thread[CROWD];
        for (int i = 0; i < CROWD; i++) {
            crowd[i] = threads.newThread(() -> right.add(does(message, verification) ? 1 : 0));
            crowd[i].start();
        }
        for (Thread thread : crowd) {
            thread.join();
        }
        if (right.sum() != CROWD) {
            throw new IllegalStateException(work + " did not find the secret right");
        }
        return right.sum();
    }

    private boolean does(Message message, Verification verification) {
        return switch (work) {
            case nothing -> true;
            case sha256GetInstance -> message.hasSha256(Message.newSha256().digest(message.secret));
            case sha256ThreadLocal ->
                message.hasSha256(Message.SHA256_OF_THREAD.get().digest(message.secret));
            case sha256Keystile -> verification.plain() == Verdict.RIGHT;
            case hmacKeystile -> verification.peppered() == Verdict.RIGHT;
        };
    }

    /** By reflection, because the library is compiled for Java 17. */
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
