package io.keystile.model;

/** Where a key stands in its life. */
public enum KeyStatus {
    /** Works. */
    ACTIVE,
    /** Does not work, but can be enabled again. */
    DISABLED,
    /** Will never work again. */
    REVOKED,
    /**
     * Its time is over: it has expired, or a successor has replaced it. No record has this status; it follows from {@link
     * ApiKeyRecord#endsAt()}.
     */
    EXPIRED
}
