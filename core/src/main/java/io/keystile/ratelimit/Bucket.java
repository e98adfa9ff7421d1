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

    private final BucketTable table;

    /** Whose counters these are: of equal ones, the last that has found them. */
    private volatile RateLimitBucket identity;

    private final Window[] windows;

    /** One limit is by far the most common case: then this is its window, one place in memory nearer. */
    private final @Nullable Window only;

    private final long largest;
    private final long longestNanos;
    private volatile long state;

    private Bucket(BucketTable table, RateLimitBucket identity, Window[] windows, long state) {
        this.table = table;
        this.identity = identity;
        this.windows = windows;
        this.only = windows.length == 1 ? windows[0] : null;
        long most = 0;
        long longest = 0;
        for (Window window : windows) {
            most = Math.max(most, window.permits);
            longest = Math.max(longest, window.windowNanos);
        }
        this.largest = most;
        this.longestNanos = longest;
        this.state = state;
    }

    /** A bucket that has admitted nothing, with room for a call of so many permits. */
    static Bucket fresh(BucketTable table, RateLimitBucket identity, long now, int firstCount, long permits) {
        long word = StateWord.of(StateWord.epochAt(now), firstCount);
        List<RateLimit> limits = identity.limits();
        Window[] windows = new Window[limits.size()];
        for (int i = 0; i < windows.length; i++) {
            windows[i] = Window.of(limits.get(i), word, 0, now, cap(permits));
        }
        return new Bucket(table, identity, windows, word);
    }

    private static int cap(long permits) {
        return (int) Math.min(permits, RateLimit.MAX_PERMITS);
    }

    boolean isIn(BucketTable other) {
        return table == other;
    }

    String id() {
        return identity.id();
    }

    /** Notes who remembers this bucket: an equal of its identity. */
    void heldBy(RateLimitBucket holder) {
        identity = holder;
    }

    /** Has its holder forget it, who may be remembered for much longer than an idle bucket is to take up room. */
    void letGo() {
        identity.forget(this);
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
     * Admits the call in all windows, or refuses it and writes nothing. Whoever is overtaken tries again with the same
     * reading of the clock, unless another call, on its way, has written down something later: to wait for that call could
     * take long.
     *
     * @param now a reading of the clock from before this call
     * @param hold null, or where to note how the permits are given back
     * @return null when the clock and the bucket have to be looked up again
     */
    @Nullable
    RateLimitResult tryTake(long now, long permits, @Nullable Hold hold) {
        int cost = cost(permits);
        while (true) {
            long word = state;
            if (StateWord.isClosed(word)) {
                return null;
            }
            long time = Math.max(now, StateWord.startNanos(word));
            RateLimitResult result = answer(word, time, cost, true);
            if (state != word) {
                continue;
            }
            if (result == null || !result.granted() || admit(word, time, cost, hold)) {
                return result;
            }
            if (state == word) {
                return null;
            }
        }
    }

    /** Writes the call down in all windows, and then swaps the state; false if that has to be tried again. */
    private boolean admit(long word, long time, int cost, @Nullable Hold hold) {
        long epoch = StateWord.epochAt(time);
        if (epoch != StateWord.epoch(word) && StateWord.isReturnable(word)) {
            // What the epoch ends with is written down next, so from here on nothing of it may be given back.
            STATE.compareAndSet(this, word, StateWord.settled(word));
            return false;
        }
        if (only != null ? !prepare(only, word, time, cost) : !prepareAll(word, time, cost)) {
            return false;
        }
        long next = StateWord.of(epoch, StateWord.count(word) + cost);
        if (hold == null) {
            return STATE.compareAndSet(this, word, next);
        }
        long held = StateWord.returnable(next);
        if (!STATE.compareAndSet(this, word, held)) {
            return false;
        }
        // With these permits gone, an earlier call on the way may again give back those below them.
        long before = StateWord.of(epoch, StateWord.count(word));
        hold.set(this, held, StateWord.isReturnable(word) ? StateWord.returnable(before) : before);
        return true;
    }

    private boolean prepareAll(long word, long time, int cost) {
        for (Window window : windows) {
            if (!prepare(window, word, time, cost)) {
                return false;
            }
        }
        return true;
    }

    private boolean prepare(Window window, long word, long time, int cost) {
        int used = window.used(word, time);
        if (used == Window.LOOK_AGAIN) {
            return false;
        }
        if (!window.hasRoom(used, cost)) {
            STATE.compareAndSet(this, word, StateWord.closed(word));
            return false;
        }
        return window.prepare(this, word, time, used, cost);
    }

    /** Gives permits back if nobody took any since; otherwise they stay spent until they leave the window. */
    void giveBack(long held, long before) {
        STATE.compareAndSet(this, held, before);
    }

    /** The answer that {@link #tryTake} would give, without taking; null when the bucket has to be looked up again. */
    @Nullable
    RateLimitResult peek(long now, long permits) {
        long word = state;
        if (StateWord.isClosed(word)) {
            return null;
        }
        RateLimitResult result = answer(word, Math.max(now, StateWord.startNanos(word)), cost(permits), false);
        return state == word ? result : null;
    }

    private int cost(long permits) {
        return (int) Math.min(permits, largest);
    }

    /** How the call of {@code cost} fares, and what is left after it if it is taken; null if the windows cannot tell. */
    private @Nullable RateLimitResult answer(long word, long now, int cost, boolean taken) {
        Window window = only;
        if (window == null) {
            return answerOfAll(word, now, cost, taken);
        }
        int used = window.used(word, now);
        if (used == Window.LOOK_AGAIN) {
            return null;
        }
        int spent = taken && window.admits(used, cost) ? cost : 0;
        long reset = window.resetNanos(word, now, used, spent);
        long wait = window.waitNanos(word, now, used, cost, reset);
        return RateLimitResult.of(window.limit, window.remaining(used, spent), reset, wait);
    }

    private @Nullable RateLimitResult answerOfAll(long word, long now, int cost, boolean taken) {
        int spent = taken ? cost : 0;
        for (Window window : windows) {
            int used = window.used(word, now);
            if (used == Window.LOOK_AGAIN) {
                return null;
            }
            if (!window.admits(used, cost)) {
                spent = 0;
            }
        }
        List<Quota> quotas = new ArrayList<>(windows.length);
        long retryAfter = 0;
        for (Window window : windows) {
            int used = window.used(word, now);
            if (used == Window.LOOK_AGAIN) {
                return null;
            }
            long reset = window.resetNanos(word, now, used, spent);
            long wait = window.waitNanos(word, now, used, cost, reset);
            quotas.add(new Quota(window.limit, window.remaining(used, spent), reset, wait > 0));
            retryAfter = Math.max(retryAfter, wait);
        }
        return retryAfter == 0 ? RateLimitResult.granted(quotas) : RateLimitResult.denied(quotas, retryAfter);
    }

    /** Closes the bucket if every permit has left every window. */
    boolean closeIfIdle(long now) {
        long word = state;
        return !StateWord.isClosed(word)
                && StateWord.endNanos(word) + longestNanos <= now
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
        return new Bucket(table, asked, next, start);
    }

    private int used(long word, long now) {
        int most = 0;
        for (Window window : windows) {
            int used = window.used(word, now);
            most = Math.max(most, used == Window.LOOK_AGAIN ? window.permits : Math.min(used, window.permits));
        }
        return most;
    }
}
