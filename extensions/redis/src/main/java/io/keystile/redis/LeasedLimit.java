package io.keystile.redis;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The permits of one limit that this node has leased from the server, so that it decides on calls without a round trip.
 * Thread-safe and lock-free.
 *
 * <p>The server counts a leased permit from the lease until one window after its stamp, the end of the 64th of the
 * window in which it was leased. A call uses a leased permit only if a reading of its clock is before that stamp. So a
 * window with more permits than the limit would need a permit that was leased while all others of that window counted.
 *
 * <p>Permits that were not used go back once a lease is closed, which no call can undo, and in at most one request.
 */
final class LeasedLimit {

    /** Leases of fewer permits save too few round trips. */
    private static final int MIN_PERMITS = 4;

    private static final long MAX_PERIOD_NANOS = 100_000_000;

    /** Demand is measured over so many periods. */
    private static final int MEMORY = 4;

    private static final int SCALE = 1024;

    private static final Lease NO_LEASE = new Lease(0, 0, 0, 0, 0);

    /** Permits that were leased at once. */
    static final class Lease {

        private static final int CLOSED = -1;

        private final long stamp;
        private final int size;
        private final long validUntil;
        private final long free;
        private final long resetAt;
        private final AtomicInteger left;

        private Lease(long stamp, int size, long validUntil, long free, long resetAt) {
            this.stamp = stamp;
            this.size = size;
            this.validUntil = validUntil;
            this.free = free;
            this.resetAt = resetAt;
            this.left = new AtomicInteger(size);
        }

        /** Takes permits, unless the lease is closed, has ended, or has fewer. */
        boolean take(int permits, long now) {
            if (now - validUntil >= 0) {
                return false;
            }
            int available = left.get();
            while (available >= permits) {
                if (left.compareAndSet(available, available - permits)) {
                    return true;
                }
                available = left.get();
            }
            return false;
        }

        /** Puts permits back that a call has taken and not used; returns false if the lease is closed by now. */
        boolean putBack(int permits) {
            int available = left.get();
            while (available != CLOSED) {
                if (left.compareAndSet(available, available + permits)) {
                    return true;
                }
                available = left.get();
            }
            return false;
        }

        /** Returns the permits that this node can spend, as far as it knows. */
        long remaining() {
            return free + Math.max(0, left.get());
        }

        /** Returns the nanoseconds until the next permit comes back, as far as this node knows. */
        long resetNanos(long now) {
            return Math.max(1, resetAt - now);
        }

        /** Returns the permits that are left. No call takes any afterwards. */
        private int close() {
            return Math.max(0, left.getAndSet(CLOSED));
        }
    }

    /**
     * What a request asks for.
     *
     * @param want the number of permits to lease
     * @param stamp the stamp of permits that go back; 0 for none
     * @param back the number of those permits
     */
    record Ask(int want, long stamp, int back) {

        static final Ask NOTHING = new Ask(0, 0, 0);
    }

    /** Permits that can go back. */
    private record Unused(long stamp, int permits) {

        Unused or(long otherStamp, int more) {
            if (stamp == otherStamp) {
                return new Unused(stamp, permits + more);
            }
            return stamp > otherStamp ? this : new Unused(otherStamp, more);
        }
    }

    /** The permits that calls used in a period, scaled. */
    private record Demand(long at, long scaled) {}

    private final long blockNanos;
    private final long periodNanos;
    private final AtomicReference<Lease> lease = new AtomicReference<>(NO_LEASE);
    private final AtomicReference<@Nullable Unused> unused = new AtomicReference<>();
    private final AtomicReference<Demand> demand;
    private final AtomicReference<@Nullable CompletableFuture<Void>> asking = new AtomicReference<>();

    /** Whether the last request got a lease, so that it is worth waiting for the next. */
    private volatile boolean leasing;

    /** Creates the permits of a limit of more than 128 permits, with no lease. */
    LeasedLimit(long windowSeconds, long now) {
        this.blockNanos = windowSeconds * 15_625_000;
        this.periodNanos = Math.min(blockNanos, MAX_PERIOD_NANOS);
        this.demand = new AtomicReference<>(new Demand(now, 0));
    }

    /**
     * Takes permits out of the lease, if it is valid and has as many.
     *
     * @param now a reading of the node's clock within the call
     * @return the lease, to put them back if the call is denied after all, or null
     */
    @Nullable
    Lease take(int permits, long now) {
        Lease current = Objects.requireNonNull(lease.get());
        return current.take(permits, now) ? current : null;
    }

    /**
     * Returns the request of another thread for a lease, to wait for; or null if there is none. Then this thread is to
     * make it and to complete {@code mine}, if leases are given at all.
     */
    @Nullable
    CompletableFuture<Void> begin(CompletableFuture<Void> mine) {
        return leasing ? asking.compareAndExchange(null, mine) : null;
    }

    /** Ends the request of this thread. */
    void end(CompletableFuture<Void> mine) {
        asking.compareAndSet(mine, null);
        mine.complete(null);
    }

    /** Closes the lease and returns what a request for a call of {@code permits} asks for. Send it at most once. */
    Ask ask(int permits, long now) {
        Lease old = Objects.requireNonNull(lease.getAndSet(NO_LEASE));
        int left = old == NO_LEASE ? 0 : old.close();
        keep(old.stamp, left);
        long scaled = used(old.size - left + permits, now) * 6 / 5;
        Unused back = unused.getAndSet(null);
        int want = scaled < MIN_PERMITS * SCALE ? 0 : (int) Math.min(scaled / SCALE, Integer.MAX_VALUE);
        return back == null ? new Ask(want, 0, 0) : new Ask(want, back.stamp(), back.permits());
    }

    /** Adds to the demand, of which older parts fade, and returns it. */
    private long used(long permits, long now) {
        while (true) {
            Demand before = Objects.requireNonNull(demand.get());
            long span = MEMORY * periodNanos;
            long left = Math.max(0, span - Math.max(0, now - before.at()));
            long scaled = before.scaled() * (left / SCALE) / (span / SCALE) + permits * SCALE / MEMORY;
            if (demand.compareAndSet(before, new Demand(now, scaled))) {
                return scaled;
            }
        }
    }

    /**
     * Begins a lease.
     *
     * @param sentAt a reading of the node's clock from before the request was sent
     * @param serverMicros the server's time when it granted the lease
     * @param stamp the stamp of the permits, in the server's time
     * @param free the permits that nobody has used or leased then
     * @param resetMicros the microseconds until the next permit comes back
     */
    void leased(int permits, long sentAt, long serverMicros, long stamp, long free, long resetMicros) {
        // The node's clock may be slower than the server's by a thousandth: twice what NTP corrects on each.
        long valid = Math.min((stamp - serverMicros) * 999, blockNanos);
        long resetAt = sentAt + resetMicros * 1000;
        leasing = permits > 0;
        Lease next = new Lease(stamp, permits, sentAt + valid, free, resetAt);
        Lease old = Objects.requireNonNull(lease.getAndSet(next));
        if (old != NO_LEASE) {
            keep(old.stamp, old.close());
        }
    }

    /** Keeps what a request would have given back that was certainly not sent. */
    void notSent(Ask ask) {
        keep(ask.stamp(), ask.back());
    }

    /** Keeps permits to give them back. Of permits of two leases, those of the earlier one are never given back. */
    private void keep(long stamp, int permits) {
        if (permits > 0) {
            unused.updateAndGet(kept -> kept == null ? new Unused(stamp, permits) : kept.or(stamp, permits));
        }
    }
}
