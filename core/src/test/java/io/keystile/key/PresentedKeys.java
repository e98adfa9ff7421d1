package io.keystile.key;

/** Creates presented keys without a format, for tests of their secrets. */
public final class PresentedKeys {
    private PresentedKeys() {}

    /** Returns a key whose whole text is the secret. */
    public static PresentedKey ofSecret(String secret) {
        return PresentedKey.of(secret, new KeyId("some-key"), 0, secret.length());
    }
}
