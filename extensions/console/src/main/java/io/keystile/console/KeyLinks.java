package io.keystile.console;

import io.keystile.console.views.KeyLink;
import io.keystile.key.KeyId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the names of the keys on one page, each once. For one thread. */
final class KeyLinks {
    private final Call call;
    private final Map<KeyId, KeyLink> found = new HashMap<>();

    KeyLinks(Call call) {
        this.call = call;
    }

    KeyLink of(KeyId id) {
        return found.computeIfAbsent(id, this::find);
    }

    /** Returns the link to the key of the path; null if it has none. */
    static @Nullable KeyLink ofPath(Call call) {
        return call.keyOrNull() == null
                ? null
                : new KeyLink(call.key().id().value(), call.key().settings().name());
    }

    private KeyLink find(KeyId id) {
        String name =
                call.directory().find(id).map(key -> key.settings().name()).orElse(null);
        return new KeyLink(id.value(), name);
    }
}
