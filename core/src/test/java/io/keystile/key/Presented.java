package io.keystile.key;

/** Keys of no format, for tests of what becomes of their secrets. */
public final class Presented {
    private Presented() {}

    /** Returns a key that is all secret. */
    public static PresentedKey secret(String secret) {
        return PresentedKey.of(secret, new KeyId("some-key"), 0, secret.length());
    }
}
