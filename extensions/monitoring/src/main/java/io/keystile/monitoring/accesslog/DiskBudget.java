package io.keystile.monitoring.accesslog;

import java.io.IOException;
import java.nio.file.FileStore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The number of bytes that a log may still write to its disk. 10 MiB stay free, or a twentieth of the disk if that is
 * less: other files on the disk, such as a key store that records revocations, matter more than the log. The free space
 * is measured once a second, and when the budget is used up. Not thread-safe.
 */
final class DiskBudget {
    private static final long RESERVE_BYTES = 10 * 1024 * 1024;
    private static final int RESERVE_DIVISOR = 20;
    private static final long MEASURE_INTERVAL_NANOS = 1_000_000_000;

    /**
     * The budget of a disk whose free space is unknown or whose size is reported as 0. Such a disk still gets the log.
     */
    private static final long UNLIMITED = Long.MAX_VALUE;

    private final StoreLookup lookup;
    private final LongSupplier nanoClock;
    /** Looked up once, because that takes longer than asking the store for its free space. */
    private @Nullable FileStore store;

    private long remaining;
    private long measuredAt;

    /** Finds the file store of a file, which need not exist yet. */
    interface StoreLookup {
        FileStore find() throws IOException;
    }

    DiskBudget(StoreLookup lookup, LongSupplier nanoClock) {
        this.lookup = lookup;
        this.nanoClock = nanoClock;
    }

    /**
     * Takes bytes from the budget.
     *
     * @throws IOException if fewer remain
     */
    void take(int bytes) throws IOException {
        long now = nanoClock.getAsLong();
        if (remaining < bytes || now - measuredAt >= MEASURE_INTERVAL_NANOS) {
            measure();
            measuredAt = now;
        }
        if (remaining < bytes) {
            throw new IOException("The disk is nearly full; the access log does not use its last free space");
        }
        remaining -= bytes;
    }

    private void measure() {
        try {
            FileStore found = store;
            if (found == null) {
                found = lookup.find();
                store = found;
            }
            long total = found.getTotalSpace();
            remaining =
                    total == 0 ? UNLIMITED : found.getUsableSpace() - Math.min(RESERVE_BYTES, total / RESERVE_DIVISOR);
        } catch (IOException e) { // for example in a container that does not expose its mount points
            remaining = UNLIMITED;
        }
    }
}
