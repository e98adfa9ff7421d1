package io.keystile.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock that excludes all other writers: threads, store objects and processes that use the same lock file.
 *
 * <p>The file remains after the lock is released. The lock is the operating system's lock on the file, which ends with
 * the process that holds it. Thread-safe.
 */
final class WriterLock {
    private static final long RETRY_MILLIS = 2;

    private final Path lockFile;
    private final Disk disk;
    private final Duration patience;
    private final ReentrantLock threads = new ReentrantLock();
    private @Nullable FileChannel channel;

    /**
     * Creates a lock without creating its file.
     *
     * @param patience the maximum time to wait for other writers
     */
    WriterLock(Path lockFile, Disk disk, Duration patience) {
        this.lockFile = lockFile;
        this.disk = disk;
        this.patience = patience;
    }

    /**
     * Runs {@code work} while holding the lock.
     *
     * @return what {@code work} returns
     * @throws StoreException if the lock cannot be acquired, or the thread is interrupted; then {@code work} has not
     *     run
     */
    boolean exclusively(BooleanSupplier work) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            if (!threads.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            FileLock lock = lockProcesses(deadline);
            try {
                return work.getAsBoolean();
            } finally {
                release(lock);
            }
        } finally {
            threads.unlock();
        }
    }

    private FileLock lockProcesses(long deadline) {
        try {
            if (channel == null) {
                channel = disk.open(
                        lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            }
            FileLock lock = tryLock(channel);
            while (lock == null) {
                if (System.nanoTime() - deadline >= 0) {
                    throw busy();
                }
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
                lock = tryLock(channel);
            }
            return lock;
        } catch (IOException e) {
            throw new StoreException("Cannot lock " + lockFile + ": " + e, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another store object of this JVM holds the lock.
            return null;
        }
    }

    private void release(FileLock lock) {
        try {
            if (lock.isValid()) {
                lock.release();
            }
        } catch (IOException e) {
            throw new StoreException("Cannot unlock " + lockFile + ": " + e, e);
        }
    }

    /**
     * Closes the lock file, after acquiring the lock: closing one channel of a file may release all locks that the
     * process holds on it (see {@link FileLock}), including those of other store objects. While another process holds
     * the lock, the file stays open instead, until this process ends.
     *
     * @throws StoreException if the lock cannot be acquired; then the lock file stays open
     */
    void close() {
        threads.lock();
        try {
            if (channel != null && !isHeldByAnotherProcess(channel)) {
                exclusively(this::closeChannel);
            }
        } finally {
            threads.unlock();
        }
    }

    private boolean isHeldByAnotherProcess(FileChannel open) {
        try {
            FileLock lock = open.tryLock();
            if (lock != null) {
                release(lock);
            }
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            throw new StoreException("Cannot lock " + lockFile + ": " + e, e);
        }
    }

    private boolean closeChannel() {
        try {
            if (channel != null) {
                channel.close();
            }
            return true;
        } catch (IOException e) {
            throw new StoreException("Cannot close " + lockFile + ": " + e, e);
        }
    }

    private StoreException busy() {
        return new StoreException("Another writer has held " + lockFile + " for " + patience.toSeconds()
                + " seconds; try again, or end the process that holds it");
    }

    private StoreException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new StoreException("Interrupted while waiting for " + lockFile, cause);
    }
}
