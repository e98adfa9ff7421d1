package io.keystile.ratelimit;

import static io.keystile.ratelimit.StateWord.COUNT_BITS;
import static io.keystile.ratelimit.StateWord.COUNT_MASK;

/**
 * An approximate window for large limits. Time is divided into blocks of 1/64 of the window. For each of the last 66
 * blocks it stores the number of permits that the bucket had admitted by the end of the block. A permit counts until
 * its whole block has left the window, so it comes back at most one block late.
 *
 * <p>Block {@code b} has the slot {@code b mod 66}, which holds {@code b | count at its end}. A thread writes the entry
 * before it moves the state to a later block. So an entry is final once the state has left its block, and its count is
 * never above the final one before.
 */
final class BlockCounts extends Window {

    private static final int BLOCKS = 64;
    private static final int LENGTH = BLOCKS + 2;

    /**
     * A cell with a copy of the entry of the latest block that has wholly left the window, as a call saw it. It is
     * final, so the cell is valid if its block is the one that a call needs.
     */
    private static final int GONE = STATE + 1;

    /**
     * A cell with the oldest block with permits that count: {@code latest block that has left << 7 | distance from it}.
     * It is written only if those permits cannot be given back. The entries between the two blocks are final, so the
     * cell is valid if its block is the one that has left. It saves a search of six slots in six cache lines.
     */
    private static final int OLDEST = GONE + 1;

    private static final int DISTANCE_BITS = 7;
    private static final int FIRST = OLDEST + 1;

    /** The epochs of a block: as many as the window has seconds, because an epoch is 1/64 second. */
    private final long blockEpochs;

    /** A multiplier that replaces the slower division by {@link #blockEpochs}. */
    private final long reciprocal;

    private BlockCounts(RateLimit limit) {
        super(limit, new long[FIRST + LENGTH]);
        this.blockEpochs = limit.window().toSeconds();
        this.reciprocal = (1L << 62) / blockEpochs + 1;
    }

    /** Creates a window whose last {@code live} permits were admitted in the block of {@code word}. */
    static BlockCounts of(RateLimit limit, long word, int live) {
        return of(limit, word, live, new long[0]);
    }

    /** Creates a window with one permit that counts for each stamp, in the block that contains the stamp. */
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
            counts.cells[index(block)] = entry(block, StateWord.count(word) - later);
        }
        return counts;
    }

    @Override
    int used(long word, long now) {
        long expired = lastExpiredBlock(now);
        if (expired >= blockOf(word)) {
            return 0;
        }
        long entry = (long) CELLS.getOpaque(cells, GONE);
        if (blockOfEntry(entry) != expired) {
            entry = (long) CELLS.getAcquire(cells, index(expired));
            if (blockOfEntry(entry) != expired) {
                return RETRY;
            }
            CELLS.setOpaque(cells, GONE, entry);
        }
        return (StateWord.count(word) - (int) entry) & COUNT_MASK;
    }

    @Override
    boolean canRecord(int used, int cost) {
        return true;
    }

    @Override
    Window withCapacityFor(long word, long now, int cost) {
        BlockCounts copy = new BlockCounts(limit);
        for (int i = FIRST; i < cells.length; i++) {
            copy.cells[i] = (long) CELLS.getAcquire(cells, i);
        }
        return copy;
    }

    @Override
    boolean prepare(Bucket owner, long word, long now, int used, int cost) {
        long next = blockAt(now);
        for (long block = Math.max(blockOf(word), next - LENGTH); block < next; block++) {
            if (!recordEnd(owner, word, block)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Stores the count of {@code word} as the count at the end of the block; returns false if the state has changed.
     */
    private boolean recordEnd(Bucket owner, long word, long block) {
        long fresh = entry(block, StateWord.count(word));
        while (true) {
            long old = (long) CELLS.getAcquire(cells, index(block));
            if (old == fresh) {
                return true;
            }
            if (owner.state() != word || blockOfEntry(old) > block) {
                return false;
            }
            if (CELLS.compareAndSet(cells, index(block), old, fresh)) {
                return true;
            }
        }
    }

    @Override
    long nanosUntilReturned(long word, long now, int used, int count) {
        long expired = lastExpiredBlock(now);
        long oldest = (long) CELLS.getOpaque(cells, OLDEST);
        if (count == 1 && oldest >>> DISTANCE_BITS == expired) {
            return returnNanos(expired + (oldest & ((1 << DISTANCE_BITS) - 1))) - now;
        }
        long low = expired;
        long high = blockOf(word);
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (used - admittedAfter(middle, word) >= count) {
                high = middle;
            } else {
                low = middle;
            }
        }
        if (count == 1 && isOldest(high, word, used)) {
            CELLS.setOpaque(cells, OLDEST, expired << DISTANCE_BITS | (high - expired));
        }
        return returnNanos(high) - now;
    }

    /**
     * Returns whether the block is certain to contain the oldest of the {@code used} permits that count. It may not be,
     * if the state has changed since it was {@code word}, or these permits can be given back.
     */
    private boolean isOldest(long block, long word, int used) {
        long before = (long) CELLS.getAcquire(cells, index(block - 1));
        if (blockOfEntry(before) != block - 1 || used != ((StateWord.count(word) - (int) before) & COUNT_MASK)) {
            return false;
        }
        if (block == blockOf(word)) {
            return !StateWord.isReturnable(word);
        }
        long after = (long) CELLS.getAcquire(cells, index(block));
        return blockOfEntry(after) == block && (((int) after ^ (int) before) & COUNT_MASK) != 0;
    }

    /** Returns the instant at which the permits of the block come back. */
    private long returnNanos(long block) {
        return (block + BLOCKS + 1) * blockNanos();
    }

    /** Returns the number of permits admitted after the block. */
    private int admittedAfter(long block, long word) {
        long entry = (long) CELLS.getAcquire(cells, index(block));
        return (StateWord.count(word) - (int) entry) & COUNT_MASK;
    }

    @Override
    long lifetimeNanos(long now) {
        return (blockAt(now) + BLOCKS + 1) * blockNanos() - now;
    }

    /** Returns the latest block that has wholly left the window. */
    private long lastExpiredBlock(long now) {
        return blockAt(now) - BLOCKS - 1;
    }

    private long blockOf(long word) {
        return blockOfEpoch(StateWord.epoch(word));
    }

    private long blockAt(long nanos) {
        return blockOfEpoch(StateWord.epochAt(nanos));
    }

    /** Returns the block of an epoch. Exact, because an epoch has 35 bits and a window fewer than 2^27 seconds. */
    private long blockOfEpoch(long epoch) {
        return Math.multiplyHigh(epoch << 2, reciprocal);
    }

    private long blockNanos() {
        return blockEpochs * StateWord.EPOCH_NANOS;
    }

    private static int index(long block) {
        return FIRST + (int) (block % LENGTH);
    }

    private static long entry(long block, int count) {
        return (block << COUNT_BITS) | (count & COUNT_MASK);
    }

    private static long blockOfEntry(long entry) {
        return entry >>> COUNT_BITS;
    }
}
