package io.keystile.model;

import io.keystile.key.KeyId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The predecessor and the successor of a key in rotations. Immutable.
 *
 * @param origin the first key of the chain of rotations that led to this key; null if this key is the first
 * @param predecessor the key that this key was issued to replace, or null
 * @param successor the key that was issued to replace this key, or null
 * @param retiresAt the instant from which this key no longer works because it has a successor, truncated to
 *     microseconds; null if and only if it has none
 * @param untilSuccessorIsUsed whether this key already retires when the successor is first used
 */
public record Lineage(
        @Nullable KeyId origin,
        @Nullable KeyId predecessor,
        @Nullable KeyId successor,
        @Nullable Instant retiresAt,
        boolean untilSuccessorIsUsed) {
    /** The lineage of a key without predecessor and successor. */
    public static final Lineage NONE = new Lineage(null, null, null, null, false);

    /**
     * Checks that the components are consistent.
     *
     * @throws IllegalArgumentException if only one of {@code successor} and {@code retiresAt} is set, or {@code
     *     untilSuccessorIsUsed} is set without a successor
     */
    public Lineage {
        if ((successor == null) != (retiresAt == null) || (untilSuccessorIsUsed && successor == null)) {
            throw new IllegalArgumentException("A key retires if and only if it has a successor");
        }
        retiresAt = RecordTime.ofNullable(retiresAt);
    }

    /** Returns the lineage of a new key that replaces {@code predecessor}. */
    public static Lineage successorOf(ApiKeyRecord predecessor) {
        return new Lineage(predecessor.origin(), predecessor.id(), null, null, false);
    }

    /** Returns this lineage with a successor. */
    Lineage replacedBy(KeyId newSuccessor, Instant newRetiresAt, boolean newUntilSuccessorIsUsed) {
        return new Lineage(origin, predecessor, newSuccessor, newRetiresAt, newUntilSuccessorIsUsed);
    }

    /** Returns this lineage with a new retirement time, which the successor's first use no longer changes. */
    Lineage retiringAt(Instant newRetiresAt) {
        return new Lineage(origin, predecessor, successor, newRetiresAt, false);
    }
}
