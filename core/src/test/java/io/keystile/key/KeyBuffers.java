package io.keystile.key;

/** Fills buffers for tests of other packages. */
public final class KeyBuffers {
    private KeyBuffers() {}

    /** Returns a buffer with a key of this id. */
    public static KeyBuffer ofId(KeyId id) {
        KeyBuffer buffer = new KeyBuffer();
        buffer.fill(PresentedKey.of("some-secret", id, 0, "some-secret".length()));
        return buffer;
    }
}
