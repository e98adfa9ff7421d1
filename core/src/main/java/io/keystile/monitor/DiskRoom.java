package io.keystile.monitor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much a log may still write to its disk, so that 10 MiB of it, or a twentieth of a smaller one, stay free: what else is there,
 * such as keys to be revoked, matters more. It looks once a second, and when what it has seen is used up. For one thread.
 */
final class DiskRoom {
    private static final long RESERVE = 10 * 1024 * 1024;
    private static final int ONE_IN = 20;
    private static final long BETWEEN_LOOKS_NANOS = 1_000_000_000;

    private final Disk disk;
    private final LongSupplier nanoClock;
    /** Found once, which takes longer than to ask it. */
    private @Nullable FileStore store;

    private long left;
    private long looked;

    /** Where a file is, or will be. */
    interface Disk {
        FileStore find() throws IOException;
    }

    DiskRoom(Disk disk, LongSupplier nanoClock) {
        this.disk = disk;
        this.nanoClock = nanoClock;
    }

    /**
     * Takes room for so many bytes.
     *
     * @throws IOException if there is none
     */
    void take(int bytes) throws IOException {
        long now = nanoClock.getAsLong();
        if (left < bytes || now - looked >= BETWEEN_LOOKS_NANOS) {
            look();
            looked = now;
        }
        if (left < bytes) {
            throw new IOException("The disk is nearly full; what is left of it is not for a log");
        }
        left -= bytes;
    }

    private void look() throws IOException {
        FileStore found = store;
        if (found == null) {
            found = disk.find();
            store = found;
        }
        long total = found.getTotalSpace();
        // Some file systems know no sizes, and say 0.
        left = total == 0 ? Long.MAX_VALUE : found.getUsableSpace() - Math.min(RESERVE, total / ONE_IN);
    }
}
