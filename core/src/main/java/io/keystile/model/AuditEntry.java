package io.keystile.model;

import io.keystile.key.KeyId;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One change of a key or a workspace, as an audit trail keeps it: what was changed, by whom and when. It remains when
 * the key is deleted. It contains no hash, secret or pepper. Immutable.
 *
 * @param time when the change was made, by the clock of the node that made it; truncated to microseconds
 * @param actor the name of the actor, or of the automatic action; 1 to 100 printable characters
 * @param action what happened, in lower case, for example {@code issued} or {@code revoked}; 1 to 20 letters
 * @param workspace the id of the workspace that was changed, or that the key belongs to
 * @param key the id of the key, or null if the workspace itself was changed
 * @param reason why, 1 to 200 printable characters; null if no reason was given
 * @param changes the fields that were changed; at most {@value #MAX_CHANGES}
 */
public record AuditEntry(
        Instant time,
        String actor,
        String action,
        String workspace,
        @Nullable KeyId key,
        @Nullable String reason,
        List<FieldChange> changes) {
    private static final int MAX_CHANGES = 40;
    private static final int MAX_REASON = 200;
    private static final Pattern ACTION = Pattern.compile("[a-z]{1,20}");

    /**
     * A field of the record and its value before and after the change, as text for people. Of a long list, only the
     * items that were removed or added.
     *
     * @param field the field's name, for example {@code permissions}; 1 to 40 letters
     * @param before the value before, up to {@value #MAX_LENGTH} characters; null if there was none
     * @param after the value after, up to {@value #MAX_LENGTH} characters; null if there is none
     */
    public record FieldChange(
            String field, @Nullable String before, @Nullable String after) {
        /** The maximum length of a value. */
        public static final int MAX_LENGTH = 2_000;

        private static final Pattern FIELD = Pattern.compile("[A-Za-z]{1,40}");

        /**
         * Checks the bounds.
         *
         * @throws IllegalArgumentException if a text is not well-formed
         */
        public FieldChange {
            if (!FIELD.matcher(field).matches()) {
                throw new IllegalArgumentException("A field's name has 1 to 40 letters");
            }
            if (before != null) {
                PrintableText.require("A value", before, MAX_LENGTH);
            }
            if (after != null) {
                PrintableText.require("A value", after, MAX_LENGTH);
            }
        }
    }

    /**
     * Checks the bounds and copies the list.
     *
     * @throws IllegalArgumentException if a value is out of bounds
     */
    public AuditEntry {
        time = RecordTime.of(time);
        ApiKeyRecord.requireCreator(actor);
        if (!ACTION.matcher(action).matches()) {
            throw new IllegalArgumentException("An action has 1 to 20 letters of a-z");
        }
        WorkspaceRecord.requireId(workspace);
        if (reason != null) {
            PrintableText.require("A reason", reason, MAX_REASON);
        }
        changes = List.copyOf(changes);
        if (changes.size() > MAX_CHANGES) {
            throw new IllegalArgumentException("An entry has at most " + MAX_CHANGES + " changed fields");
        }
    }
}
