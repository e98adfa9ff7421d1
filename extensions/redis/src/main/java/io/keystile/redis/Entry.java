package io.keystile.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keystile.key.KeyId;
import io.keystile.store.StoreChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the stream of changes: one or more fields {@code c}, each with a change.
 *
 * @param id the id that the server gave it
 * @param fields names and values in turn
 */
record Entry(String id, List<?> fields) {
    static final String FIELD = "c";

    /** The value of an entry that only marks a position. */
    static final String NO_CHANGE = "-";

    private static final String ANYTHING = "*";
    private static final String KEY = "k:";
    private static final String WORKSPACE = "w:";

    static String textOf(StoreChange change) {
        if (change instanceof StoreChange.OfKey ofKey) {
            return KEY + ofKey.id();
        }
        return change instanceof StoreChange.OfWorkspace ofWorkspace ? WORKSPACE + ofWorkspace.id() : ANYTHING;
    }

    /** Returns the entries of a reply about one stream, which is a list of streams, or a map in protocol version 3. */
    static List<Entry> ofOneStream(List<?> reply) {
        List<?> nameAndEntries = reply.get(0) instanceof List<?> stream ? stream : reply;
        List<Entry> entries = new ArrayList<>();
        for (Object entry : (List<?>) Objects.requireNonNull(nameAndEntries.get(1))) {
            List<?> idAndFields = (List<?>) Objects.requireNonNull(entry);
            entries.add(new Entry(idOf(idAndFields.get(0)), (List<?>) Objects.requireNonNull(idAndFields.get(1))));
        }
        return entries;
    }

    /** Returns the id in a reply. */
    static String idOf(@Nullable Object reply) {
        return new String((byte[]) Objects.requireNonNull(reply), UTF_8);
    }

    /**
     * Adds the changes of this entry to {@code changes}. A malformed one counts as a change of anything.
     *
     * @return false if a part of the entry is malformed
     */
    boolean addChanges(Set<StoreChange> changes) {
        boolean wellFormed = true;
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            String text = valueAt(i);
            if (NO_CHANGE.equals(text)) {
                continue;
            }
            StoreChange change = text == null ? null : changeOf(text);
            wellFormed &= change != null;
            changes.add(change == null ? new StoreChange.OfAnything() : change);
        }
        return wellFormed;
    }

    /** Returns the value of the field at {@code i}; null if it is not a change. */
    private @Nullable String valueAt(int i) {
        boolean named = fields.get(i) instanceof byte[] name && FIELD.equals(new String(name, UTF_8));
        return named && fields.get(i + 1) instanceof byte[] value ? new String(value, UTF_8) : null;
    }

    private static @Nullable StoreChange changeOf(String text) {
        if (text.equals(ANYTHING)) {
            return new StoreChange.OfAnything();
        }
        if (text.startsWith(WORKSPACE)) {
            return new StoreChange.OfWorkspace(text.substring(WORKSPACE.length()));
        }
        try {
            return text.startsWith(KEY) ? new StoreChange.OfKey(new KeyId(text.substring(KEY.length()))) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
