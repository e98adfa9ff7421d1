package io.keystile.console;

import io.keystile.key.KeyId;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which forms made a key, so that a reload or a second click makes no second one. The latest 10,000 are
 * remembered, on this node: at worst a key too many is issued, which is listed and never used. Thread-safe.
 */
final class UsedForms {
    private static final int MAX = 10_000;
    private static final int NONCE_BYTES = 16;
    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{22}");

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Earlier> used = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Earlier> eldest) {
            return size() > MAX;
        }
    };

    /**
     * An earlier use of a form.
     *
     * @param made the key that it made; null while it is made
     */
    record Earlier(@Nullable KeyId made) {}

    /** Returns a new nonce for a form. */
    String newNonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns whether a form has a nonce that may be one of ours. */
    static boolean isNonce(String text) {
        return NONCE.matcher(text).matches();
    }

    /**
     * Notes that a form is used now.
     *
     * @param form the place of the form and its nonce
     * @return null if it is used for the first time
     */
    synchronized @Nullable Earlier use(String form) {
        return used.putIfAbsent(form, new Earlier(null));
    }

    /** Notes which key a form made. */
    synchronized void made(String form, KeyId key) {
        used.put(form, new Earlier(key));
    }

    /** Notes that a form made no key, and may be used again. */
    synchronized void failed(String form) {
        used.remove(form, new Earlier(null));
    }
}
