package io.keystile;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One daemon thread for writes that nobody waits for. It is started with the first write, ends when there was none for a
 * while, and drops what exceeds its queue. Thread-safe.
 */
final class BackgroundWriter implements Executor, AutoCloseable {
    private static final int MAX_QUEUED = 1_000;
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_SECONDS = 2;

    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            0,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_QUEUED),
            BackgroundWriter::daemon,
            new ThreadPoolExecutor.DiscardPolicy());

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "keystile-rehash");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable write) {
        executor.execute(write);
    }

    /**
     * Takes no more writes, and gives those that are queued two seconds, or until the caller is interrupted; then they are
     * dropped. A write under way is left to end by itself, since an interrupt would close the file it writes.
     */
    @Override
    public void close() {
        executor.shutdown();
        try {
            executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.getQueue().clear();
    }
}
