package io.keystile.admin;

import io.keystile.key.PresentedKey;
import io.keystile.model.ApiKeyRecord;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A newly issued key with its plaintext, which can be read once and is stored nowhere else.
 *
 * <p>It never prints the plaintext. Thread-safe: exactly one caller of {@link #reveal} gets the plaintext.
 */
public final class IssuedKey {
    private final ApiKeyRecord record;
    /** Transient, so that serializers that read fields skip it. */
    private final transient AtomicReference<@Nullable PresentedKey> plaintext;

    IssuedKey(ApiKeyRecord record, PresentedKey plaintext) {
        this.record = record;
        this.plaintext = new AtomicReference<>(plaintext);
    }

    /** Returns the key's stored record. */
    public ApiKeyRecord record() {
        return record;
    }

    /**
     * Returns the plaintext of the key, to be shown to its owner.
     *
     * @throws IllegalStateException if this method has been called before
     */
    public String reveal() {
        PresentedKey key = plaintext.getAndSet(null);
        if (key == null) {
            throw new IllegalStateException(
                    "The plaintext of key " + record.id() + " was revealed before; issue another key if it is lost");
        }
        return key.reveal();
    }

    /** Returns a text with the id only. */
    @Override
    public String toString() {
        return "IssuedKey[" + record.id() + "]";
    }
}
