package io.keystile.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.json.KeyJson;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import io.keystile.store.LastUse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a key that commands print. They never include the hash.
 *
 * @param key the key's record
 * @param status the effective status at the time of the view
 * @param lastUse the last recorded use; null if there is none
 */
record KeyView(ApiKeyRecord key, KeyStatus status, @Nullable LastUse lastUse) {

    String statusText() {
        return status.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the key as JSON, with the scheme of its hash, which people with access to the store may see. */
    ObjectNode json() {
        ObjectNode json = KeyJson.write(
                key, status, lastUse == null ? null : lastUse.at(), lastUse == null ? null : lastUse.address());
        return json.put("hashScheme", key.hash().scheme());
    }
}
