package io.keystile.jdbc;

import io.keystile.key.KeyId;
import io.keystile.store.StoreChange;

/** A change as a text: {@code k:} and the id of a key, {@code w:} and the id of a workspace, or {@code *}. */
final class ChangeText {
    private static final String KEY = "k:";
    private static final String WORKSPACE = "w:";

    private ChangeText() {}

    static String of(StoreChange change) {
        if (change instanceof StoreChange.OfKey key) {
            return KEY + key.id();
        }
        return change instanceof StoreChange.OfWorkspace workspace ? WORKSPACE + workspace.id() : "*";
    }

    /** Reads a text, of which anybody may be the author. A text of another form counts as a change of anything. */
    static StoreChange parse(String text) {
        try {
            if (text.startsWith(KEY)) {
                return new StoreChange.OfKey(new KeyId(text.substring(KEY.length())));
            }
        } catch (IllegalArgumentException e) {
            return new StoreChange.OfAnything();
        }
        return text.startsWith(WORKSPACE)
                ? new StoreChange.OfWorkspace(text.substring(WORKSPACE.length()))
                : new StoreChange.OfAnything();
    }
}
