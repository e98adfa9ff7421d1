package io.keystile.net;

import java.util.function.IntToLongFunction;

/**
 * An index that narrows a binary search in a sorted list of unsigned 64-bit numbers.
 *
 * <p>The span from the least to the greatest number is divided into equal slots, about as many as there are numbers, of
 * four bytes each. The index narrows the search less where many numbers share a slot.
 */
final class SlotIndex {

    private final long least;
    private final int shift;
    private final int lastSlot;
    private final int[] starts;

    /** Creates an index of {@code count} numbers, at least 2, in ascending order; numbers may repeat. */
    SlotIndex(int count, IntToLongFunction numbers) {
        least = numbers.applyAsLong(0);
        int slots = Integer.highestOneBit(count);
        int spanBits = Long.SIZE - Long.numberOfLeadingZeros(numbers.applyAsLong(count - 1) - least);
        shift = Math.max(0, spanBits - Integer.numberOfTrailingZeros(slots));
        lastSlot = slots - 1;
        starts = new int[slots + 1];
        for (int i = 0; i < count; i++) {
            starts[slot(numbers.applyAsLong(i)) + 1]++;
        }
        for (int slot = 0; slot < slots; slot++) {
            starts[slot + 1] += starts[slot];
        }
    }

    /** Returns the slot of a number; the first slot for smaller numbers, the last for greater ones. */
    int slot(long number) {
        if (Long.compareUnsigned(number, least) <= 0) {
            return 0;
        }
        long slot = (number - least) >>> shift;
        return Long.compareUnsigned(slot, lastSlot) < 0 ? (int) slot : lastSlot;
    }

    /** Returns the position of the first number in the slot or in a later one. */
    int from(int slot) {
        return starts[slot];
    }

    /** Returns the position after the last number in the slot or in an earlier one. */
    int to(int slot) {
        return starts[slot + 1];
    }
}
