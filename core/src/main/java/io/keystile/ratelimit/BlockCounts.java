package io.keystile.ratelimit;

import static io.keystile.ratelimit.StateWord.COUNT_BITS;
import static io.keystile.ratelimit.StateWord.COUNT_MASK;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * For large limits: how many permits the bucket had admitted by the end of each 64th of the window (a block), for
 * the last 66 blocks. A permit counts until the block it fell into has wholly left the window, so it comes back at
 * most one block late.
 *
 * <p>Block {@code b} has the slot {@code b mod 66}, which holds {@code b | count at its end}. It is written by whoever is
 * about to move the state to a later block, so an entry is final when the state has left its block, and never more
 * than final before.
 */
final class BlockCounts extends Window {

    private static final int BLOCKS = 64;
    private static final int LENGTH = BLOCKS + 2;
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] slots = new long[LENGTH];

    /** A window is whole seconds, so a block is as many epochs as the window has seconds. */
    private final long blockEpochs;

    /** To multiply by it is to divide by {@link #blockEpochs}, in a fraction of the time. */
    private final long reciprocal;

    /**
     * The block that was the oldest to give something back when it was last looked for, which took six looks in as many
     * cache lines. To be checked, since threads write it as they like; written once a block.
     */
    private long oldestSeen;

    private BlockCounts(RateLimit limit) {
        super(limit);
        this.blockEpochs = limit.window().toSeconds();
        this.reciprocal = (1L << 62) / blockEpochs + 1;
    }

    /** As if the last {@code live} permits had been admitted in the block of {@code word}. */
    static BlockCounts of(RateLimit limit, long word, int live) {
        return of(limit, word, live, new long[0]);
    }

    /** With as many live permits as there are stamps, in the blocks that these fall into. */
    static BlockCounts of(RateLimit limit, long word, long[] stamps) {
        return of(limit, word, 0, stamps);
    }

    private static BlockCounts of(RateLimit limit, long word, int inBlockOfWord, long[] stamps) {
        BlockCounts counts = new BlockCounts(limit);
        long current = counts.blockOf(word);
        for (long block = current - LENGTH; block < current; block++) {
            int later = inBlockOfWord;
            for (long stamp : stamps) {
                if (counts.blockAt(stamp) > block) {
                    later++;
                }
            }
            counts.slots[index(block)] = entry(block, StateWord.count(word) - later);
        }
        return counts;
    }

    @Override
    int used(long word, long now) {
        long gone = lastGone(now);
        if (gone >= blockOf(word)) {
            return 0;
        }
        long entry = (long) SLOTS.getAcquire(slots, index(gone));
        return blockOfEntry(entry) == gone ? (StateWord.count(word) - (int) entry) & COUNT_MASK : LOOK_AGAIN;
    }

    @Override
    boolean hasRoom(int used, int cost) {
        return true;
    }

    @Override
    Window withRoom(long word, long now, int cost) {
        return this;
    }

    @Override
    boolean prepare(Bucket owner, long word, long now, int used, int cost) {
        long next = blockAt(now);
        for (long block = Math.max(blockOf(word), next - LENGTH); block < next; block++) {
            if (!close(owner, word, block)) {
                return false;
            }
        }
        return true;
    }

    private boolean close(Bucket owner, long word, long block) {
        long fresh = entry(block, StateWord.count(word));
        while (true) {
            long old = (long) SLOTS.getAcquire(slots, index(block));
            if (old == fresh) {
                return true;
            }
            if (owner.state() != word || blockOfEntry(old) > block) {
                return false;
            }
            if (SLOTS.compareAndSet(slots, index(block), old, fresh)) {
                return true;
            }
        }
    }

    @Override
    long untilReturned(long word, long now, int used, int count) {
        long low = lastGone(now);
        long high = blockOf(word);
        long seen = oldestSeen;
        if (count == 1 && seen > low && seen < high && isOldest(seen, word, used)) {
            return returnOf(seen) - now;
        }
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (used - usedAfter(middle, word) >= count) {
                high = middle;
            } else {
                low = middle;
            }
        }
        if (count == 1 && high != seen) {
            oldestSeen = high;
        }
        return returnOf(high) - now;
    }

    /** Whether the block is the first that has something to give back, of {@code used} permits that count. */
    private boolean isOldest(long block, long word, int used) {
        return usedAfter(block, word) < used && usedAfter(block - 1, word) == used;
    }

    private long returnOf(long block) {
        return (block + BLOCKS + 1) * blockNanos();
    }

    /** Permits admitted after the block. */
    private int usedAfter(long block, long word) {
        long entry = (long) SLOTS.getAcquire(slots, index(block));
        return (StateWord.count(word) - (int) entry) & COUNT_MASK;
    }

    @Override
    long lifetime(long now) {
        return (blockAt(now) + BLOCKS + 1) * blockNanos() - now;
    }

    private long lastGone(long now) {
        return blockAt(now) - BLOCKS - 1;
    }

    private long blockOf(long word) {
        return blockOfEpoch(StateWord.epoch(word));
    }

    private long blockAt(long nanos) {
        return blockOfEpoch(StateWord.epochAt(nanos));
    }

    /** Exact, since an epoch has 35 bits and a window fewer than 2^27 seconds. */
    private long blockOfEpoch(long epoch) {
        return Math.multiplyHigh(epoch << 2, reciprocal);
    }

    private long blockNanos() {
        return blockEpochs * StateWord.EPOCH_NANOS;
    }

    private static int index(long block) {
        return (int) (block % LENGTH);
    }

    private static long entry(long block, int count) {
        return (block << COUNT_BITS) | (count & COUNT_MASK);
    }

    private static long blockOfEntry(long entry) {
        return entry >>> COUNT_BITS;
    }
}
