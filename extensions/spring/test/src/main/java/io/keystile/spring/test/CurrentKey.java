package io.keystile.spring.test;

import org.jspecify.annotations.Nullable;

/** The plaintext of the key of the test that runs in this thread. */
final class CurrentKey {
    private static final ThreadLocal<@Nullable String> KEY = new ThreadLocal<>();

    private CurrentKey() {}

    static void set(String plaintext) {
        KEY.set(plaintext);
    }

    static void clear() {
        KEY.remove();
    }

    /** Returns null if the test has no key. */
    static @Nullable String get() {
        return KEY.get();
    }
}
