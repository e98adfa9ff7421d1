package io.keystile.model;

/** The status of a key. */
public enum KeyStatus {
    /** The key works, until its end. */
    ACTIVE,
    /** The key does not work, but can be enabled again. */
    DISABLED,
    /** The key will never work again. */
    REVOKED,
    /**
     * The key has reached its end: it has expired, or was retired after a rotation. Never stored; derived from {@link
     * ApiKeyRecord#endsAt()}.
     */
    EXPIRED
}
