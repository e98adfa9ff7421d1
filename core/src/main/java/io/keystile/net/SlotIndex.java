package io.keystile.net;

import java.util.function.IntToLongFunction;

/**
 * Where to search in a sorted list of numbers: the span from the least to the greatest is cut into about as many equal
 * slots as there are numbers, four bytes each. Where numbers crowd in a few slots, it saves less of the search.
 *
 * <p>Numbers are 64 bits without sign.
 */
final class SlotIndex {

    private final long least;
    private final int shift;
    private final int lastSlot;
    private final int[] starts;

    /** An index of this many numbers, at least two, in ascending order; equal ones may follow each other. */
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

    /** The slot of any number: the first, if it is less than all in the list, and the last, if it is greater. */
    int slot(long number) {
        if (Long.compareUnsigned(number, least) <= 0) {
            return 0;
        }
        long slot = (number - least) >>> shift;
        return Long.compareUnsigned(slot, lastSlot) < 0 ? (int) slot : lastSlot;
    }

    /** The place of the first number that is in the slot or after it. */
    int from(int slot) {
        return starts[slot];
    }

    /** The place after the last number that is in the slot or before it. */
    int to(int slot) {
        return starts[slot + 1];
    }
}
