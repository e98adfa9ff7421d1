package io.keystile.key;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A few reusable objects that no thread owns: each thread tries one slot, and makes a new object where it is empty.
 *
 * <p>Not a ThreadLocal, because a million virtual threads would hold a million objects.
 */
final class StripedPool<T> {
    private static final int STRIPES = 32;

    /** Slots apart, so that two stripes do not share a cache line. */
    private static final int SPACING = 16;

    private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(STRIPES * SPACING);
    private final Supplier<T> factory;

    StripedPool(Supplier<T> factory) {
        this.factory = factory;
    }

    T take() {
        T pooled = slots.getAndSet(slot(), null);
        return pooled != null ? pooled : factory.get();
    }

    void giveBack(T object) {
        slots.setRelease(slot(), object);
    }

    @SuppressWarnings("deprecation") // threadId() is Java 19
    private static int slot() {
        long id = Thread.currentThread().getId();
        return ((int) (id ^ (id >>> 5)) & (STRIPES - 1)) * SPACING;
    }
}
