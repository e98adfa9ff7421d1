package io.keystile.store;

import io.keystile.key.KeyId;

/** A notification that records of a store may have changed. */
public sealed interface StoreChange {
    /** One key was inserted, replaced or deleted. */
    record OfKey(KeyId id) implements StoreChange {}

    /** One workspace was inserted or replaced, which affects all of its keys. */
    record OfWorkspace(String id) implements StoreChange {}

    /** Anything may have changed, for example because another process wrote. */
    record OfAnything() implements StoreChange {}
}
