package io.keystile.ratelimit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one {@link RateLimitBucket}: one state word, see {@link StateWord}, and a {@link Window} for each
 * limit. One swap of the word admits a call in all windows at once. Thread-safe without locks.
 *
 * <p>A bucket that must change its shape (longer logs, other limits) or go (idle) is closed, which fails every swap
 * under way, and what it remembers passes to a successor.
 */
final class Bucket {

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Bucket.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final RateLimitBucket identity;
    private final Window[] windows;
    private volatile long state;

    private Bucket(RateLimitBucket identity, Window[] windows, long state) {
        this.identity = identity;
        this.windows = windows;
        this.state = state;
    }

    /** A bucket that has admitted nothing, with room for a call of so many permits. */
    static Bucket fresh(RateLimitBucket identity, long now, int firstCount, long permits) {
        long word = StateWord.of(StateWord.epochAt(now), firstCount);
        List<RateLimit> limits = identity.limits();
        Window[] windows = new Window[limits.size()];
        for (int i = 0; i < windows.length; i++) {
            windows[i] = Window.of(limits.get(i), word, 0, now, cap(permits));
        }
        return new Bucket(identity, windows, word);
    }

    private static int cap(long permits) {
        return (int) Math.min(permits, RateLimit.MAX_PERMITS);
    }

    String id() {
        return identity.id();
    }

    long state() {
        return state;
    }

    /** The window of the limit, or null if the bucket has no such limit. */
    @Nullable
    Window window(RateLimit limit) {
        for (Window window : windows) {
            if (window.limit.equals(limit)) {
                return window;
            }
        }
        return null;
    }

    /** Whether it is open and has these limits. */
    boolean serves(List<RateLimit> limits) {
        return !StateWord.isClosed(state) && (limits == identity.limits() || limits.equals(identity.limits()));
    }

    /**
     * Admits the call in all windows, or refuses it and writes nothing.
     *
     * @param now a reading of the clock from before this call
     * @param hold null, or where to note how the permits are given back
     * @return null when the clock and the bucket have to be looked up again
     */
    @Nullable
    RateLimitResult tryTake(long now, long permits, @Nullable Hold hold) {
        long word = state;
        if (StateWord.isClosed(word)) {
            return null;
        }
        long time = Math.max(now, StateWord.startNanos(word));
        int cost = cost(permits);
        boolean admitted = true;
        boolean hasRoom = true;
        for (Window window : windows) {
            int used = window.used(word, time);
            if (used == Window.LOOK_AGAIN) {
                return null;
            }
            admitted &= window.admits(used, cost);
            hasRoom &= window.hasRoom(used, cost);
        }
        RateLimitResult result = view(word, time, cost, admitted ? cost : 0);
        if (result == null || result.granted() != admitted) {
            return null;
        }
        if (!admitted) {
            return result;
        }
        if (!hasRoom) {
            STATE.compareAndSet(this, word, StateWord.closed(word));
            return null;
        }
        long epoch = StateWord.epochAt(time);
        if (epoch != StateWord.epoch(word) && StateWord.isReturnable(word)) {
            // What the epoch ends with is written down next, so from here on nothing of it may be given back.
            STATE.compareAndSet(this, word, StateWord.settled(word));
            return null;
        }
        for (Window window : windows) {
            if (!window.prepare(this, word, time, cost)) {
                return null;
            }
        }
        long next = StateWord.of(epoch, StateWord.count(word) + cost);
        if (hold == null) {
            return STATE.compareAndSet(this, word, next) ? result : null;
        }
        long held = StateWord.returnable(next);
        if (!STATE.compareAndSet(this, word, held)) {
            return null;
        }
        // With these permits gone, an earlier call on the way may again give back those below them.
        long before = StateWord.of(epoch, StateWord.count(word));
        hold.set(this, held, StateWord.isReturnable(word) ? StateWord.returnable(before) : before);
        return result;
    }

    /** Gives permits back if nobody took any since; otherwise they stay spent until they leave the window. */
    void giveBack(long held, long before) {
        STATE.compareAndSet(this, held, before);
    }

    /** The answer that {@link #tryTake} would give, without taking; null when the bucket has to be looked up again. */
    @Nullable
    RateLimitResult peek(long now, long permits) {
        long word = state;
        return StateWord.isClosed(word)
                ? null
                : view(word, Math.max(now, StateWord.startNanos(word)), cost(permits), 0);
    }

    private int cost(long permits) {
        long largest = 0;
        for (Window window : windows) {
            largest = Math.max(largest, window.limit.permits());
        }
        return (int) Math.min(permits, largest);
    }

    /** How the call of {@code cost} fares, and what is left after {@code spent}; null if the state moved meanwhile. */
    private @Nullable RateLimitResult view(long word, long now, int cost, int spent) {
        RateLimitResult result =
                windows.length == 1 ? viewOne(word, now, cost, spent) : viewAll(word, now, cost, spent);
        return state == word ? result : null;
    }

    private @Nullable RateLimitResult viewOne(long word, long now, int cost, int spent) {
        Window window = windows[0];
        int used = window.used(word, now);
        return used == Window.LOOK_AGAIN
                ? null
                : RateLimitResult.of(
                        window.limit,
                        window.remaining(used, spent),
                        window.resetNanos(word, now, used, spent),
                        window.waitNanos(word, now, used, cost));
    }

    private @Nullable RateLimitResult viewAll(long word, long now, int cost, int spent) {
        List<Quota> quotas = new ArrayList<>(windows.length);
        long retryAfter = 0;
        for (Window window : windows) {
            int used = window.used(word, now);
            if (used == Window.LOOK_AGAIN) {
                return null;
            }
            long wait = window.waitNanos(word, now, used, cost);
            long reset = window.resetNanos(word, now, used, spent);
            quotas.add(new Quota(window.limit, window.remaining(used, spent), reset, wait > 0));
            retryAfter = Math.max(retryAfter, wait);
        }
        return retryAfter == 0 ? RateLimitResult.granted(quotas) : RateLimitResult.denied(quotas, retryAfter);
    }

    /** Closes the bucket if every permit has left every window. */
    boolean closeIfIdle(long now) {
        long word = state;
        long longest = 0;
        for (Window window : windows) {
            longest = Math.max(longest, window.limit.windowNanos());
        }
        return !StateWord.isClosed(word)
                && StateWord.endNanos(word) + longest <= now
                && STATE.compareAndSet(this, word, StateWord.closed(word));
    }

    /** Closes the bucket for good, and says what its state was. */
    long close() {
        while (true) {
            long word = state;
            if (StateWord.isClosed(word) || STATE.compareAndSet(this, word, StateWord.closed(word))) {
                return StateWord.closed(word);
            }
        }
    }

    /**
     * A bucket that starts from what this one remembers at {@code word}: a limit that stays keeps its window; a new
     * one starts with as many permits spent as this bucket knows to count.
     *
     * @param now a reading of the clock from after {@code word} was read
     */
    Bucket successor(long word, RateLimitBucket asked, long now, long permits) {
        long start = StateWord.of(StateWord.epoch(word), StateWord.count(word));
        List<RateLimit> limits = asked.limits();
        Window[] next = new Window[limits.size()];
        for (int i = 0; i < next.length; i++) {
            Window same = window(limits.get(i));
            next[i] = same != null
                    ? same.withRoom(start, now, cap(permits))
                    : Window.of(limits.get(i), start, used(start, now), now, cap(permits));
        }
        return new Bucket(asked, next, start);
    }

    private int used(long word, long now) {
        int most = 0;
        for (Window window : windows) {
            int used = window.used(word, now);
            most = Math.max(most, used == Window.LOOK_AGAIN ? window.permits() : Math.min(used, window.permits()));
        }
        return most;
    }
}
