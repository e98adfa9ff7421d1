package io.keystile.key;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A small pool of reusable objects. A thread tries one slot, and creates a new object if the slot is empty. Thread-safe
 * and lock-free.
 *
 * <p>It is not a ThreadLocal, because a million virtual threads would keep a million objects.
 */
final class StripedPool<T> {
    private static final int STRIPES = 32;

    /** The distance between slots, so that two stripes do not share a cache line. */
    private static final int SPACING = 16;

    private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(STRIPES * SPACING);
    private final Supplier<T> factory;

    StripedPool(Supplier<T> factory) {
        this.factory = factory;
    }

    T acquire() {
        T pooled = slots.getAndSet(slot(), null);
        return pooled != null ? pooled : factory.get();
    }

    void release(T object) {
        slots.setRelease(slot(), object);
    }

    @SuppressWarnings("deprecation") // threadId() is Java 19
    private static int slot() {
        long id = Thread.currentThread().getId();
        return ((int) (id ^ (id >>> 5)) & (STRIPES - 1)) * SPACING;
    }
}
