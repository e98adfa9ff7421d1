package io.keystile.cache;

import io.keystile.store.ResolvedKey;
import org.jspecify.annotations.Nullable;

/** An entry that holds a text about its record. */
final class Described extends CachedLookup.Entry<Described> {
    final String text;

    Described(CachedLookup.Read read, ResolvedKey found) {
        super(read);
        this.text = found.key().status() + (found.workspace().suspended() ? " suspended" : "");
    }

    /** Returns the text of an entry, or null if there is none. */
    static @Nullable String textOf(@Nullable Described entry) {
        return entry == null ? null : entry.text;
    }
}
