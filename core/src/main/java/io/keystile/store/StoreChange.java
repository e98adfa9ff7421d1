package io.keystile.store;

import io.keystile.key.KeyId;

/** What may be different now in a store. */
public sealed interface StoreChange {
    /** One key was inserted, replaced or deleted. */
    record OfKey(KeyId id) implements StoreChange {}

    /** One workspace was inserted or replaced, and with it all of its keys. */
    record OfWorkspace(String id) implements StoreChange {}

    /** Anything may have changed, for example because another process wrote. */
    record OfAnything() implements StoreChange {}
}
