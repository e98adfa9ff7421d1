package io.keystile.monitoring.accesslog;

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

    /** Where a disk cannot be asked, or says that it has no size: that is no reason to lose a log. */
    private static final long UNKNOWN = Long.MAX_VALUE;

    private final Place place;
    private final LongSupplier nanoClock;
    /** Found once, which takes longer than to ask it. */
    private @Nullable FileStore store;

    private long left;
    private long looked;

    /** Where a file is, or will be. */
    interface Place {
        FileStore find() throws IOException;
    }

    DiskRoom(Place place, LongSupplier nanoClock) {
        this.place = place;
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

    private void look() {
        try {
            FileStore found = store;
            if (found == null) {
                found = place.find();
                store = found;
            }
            long total = found.getTotalSpace();
            left = total == 0 ? UNKNOWN : found.getUsableSpace() - Math.min(RESERVE, total / ONE_IN);
        } catch (IOException e) { // as in a container that does not show where its files are
            left = UNKNOWN;
        }
    }
}
