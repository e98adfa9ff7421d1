package io.keystile.admin;

import io.keystile.key.PresentedKey;
import io.keystile.model.ApiKeyRecord;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A key that has just been issued, with its plaintext, which can be taken once and exists nowhere else.
 *
 * <p>It never prints the plaintext. Thread-safe: of several callers, one gets it.
 */
public final class IssuedKey {
    private final ApiKeyRecord record;
    /** Transient, so that a mapper that reads fields passes it over. */
    private final transient AtomicReference<@Nullable PresentedKey> plaintext;

    IssuedKey(ApiKeyRecord record, PresentedKey plaintext) {
        this.record = record;
        this.plaintext = new AtomicReference<>(plaintext);
    }

    /** Returns what the store keeps of the key. */
    public ApiKeyRecord record() {
        return record;
    }

    /**
     * Returns the key in clear, to be shown to its owner.
     *
     * @throws IllegalStateException if it was taken before
     */
    public String reveal() {
        PresentedKey key = plaintext.getAndSet(null);
        if (key == null) {
            throw new IllegalStateException(
                    "The plaintext of key " + record.id() + " was revealed before; issue another key if it is lost");
        }
        return key.reveal();
    }

    /** Returns the id only. */
    @Override
    public String toString() {
        return "IssuedKey[" + record.id() + "]";
    }
}
