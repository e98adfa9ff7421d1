package io.keystile.console.views;

import io.keystile.model.ApiKeyRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A new key, shown once.
 *
 * @param key its record
 * @param plaintext the key itself
 * @param keyLink the address of the key's page
 * @param oldKeyEnds when the key that it replaces ends, or null if it replaces none
 * @param oldKeyWorks whether the key that it replaces works now
 * @param endsEarlierWhenUsed whether the key that it replaces ends earlier, when the new key is first used
 * @param exampleUrl an address to call with it
 */
public record IssuedPage(
        ApiKeyRecord key,
        String plaintext,
        String keyLink,
        @Nullable Instant oldKeyEnds,
        boolean oldKeyWorks,
        boolean endsEarlierWhenUsed,
        String exampleUrl) {

    /** Returns the id only. */
    @Override
    public String toString() {
        return "IssuedPage[" + key.id() + "]";
    }
}
