package io.keystile.key;

/** Where a key stands in its life. Expiry is not a status: it follows from {@link ApiKeySettings#expiresAt()}. */
public enum KeyStatus {
    /** Works, until it expires. */
    ACTIVE,
    /** Does not work, but can be enabled again. */
    DISABLED,
    /** Will never work again. */
    REVOKED
}
