package io.keystile;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs writes in one daemon thread; no caller waits for them. The thread starts with the first write and ends after 10
 * idle seconds. Writes beyond 1,000 queued ones are dropped. Thread-safe.
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
     * Accepts no more writes, and waits for the queued ones for two seconds at most, or until the calling thread is
     * interrupted. The remaining ones are dropped. A running write is not interrupted, because an interrupt would close
     * the file that it writes.
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
