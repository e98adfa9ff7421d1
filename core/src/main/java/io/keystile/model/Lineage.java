package io.keystile.model;

import io.keystile.key.KeyId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which key a key has replaced, and which has replaced it. Immutable.
 *
 * @param predecessor the key that this one was made to replace, or null
 * @param successor the key that was made to replace this one, or null
 * @param retiresAt the instant from which this key no longer works because it has a successor, cut to microseconds; null
 *     if and only if it has none
 * @param untilSuccessorIsUsed whether it retires earlier if the successor is used earlier
 */
public record Lineage(
        @Nullable KeyId predecessor,
        @Nullable KeyId successor,
        @Nullable Instant retiresAt,
        boolean untilSuccessorIsUsed) {
    /** Of a key that has replaced none and is not replaced. */
    public static final Lineage NONE = new Lineage(null, null, null, false);

    /**
     * Checks that the parts belong together.
     *
     * @throws IllegalArgumentException if there is a successor and no end, or an end and no successor
     */
    public Lineage {
        if ((successor == null) != (retiresAt == null) || (untilSuccessorIsUsed && successor == null)) {
            throw new IllegalArgumentException("A key retires if and only if it has a successor");
        }
        retiresAt = RecordTime.ofNullable(retiresAt);
    }

    /** Returns the lineage of a new key that replaces another. */
    public static Lineage successorOf(KeyId predecessor) {
        return new Lineage(predecessor, null, null, false);
    }

    /** Returns this lineage, replaced by another key. */
    Lineage replacedBy(KeyId newSuccessor, Instant newRetiresAt, boolean newUntilSuccessorIsUsed) {
        return new Lineage(predecessor, newSuccessor, newRetiresAt, newUntilSuccessorIsUsed);
    }

    /** Returns this lineage with another end, which is final. */
    Lineage retiringAt(Instant newRetiresAt) {
        return new Lineage(predecessor, successor, newRetiresAt, false);
    }
}
