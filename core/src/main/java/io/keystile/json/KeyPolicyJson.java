package io.keystile.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.model.KeyPolicy;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a {@link KeyPolicy}: {@code {"mustExpire": true, "longestLife": "P90D", "mostLiveKeys": 10,
 * "environments": ["live"], "longestIdle": "P30D"}}. Each property may be left out.
 */
public final class KeyPolicyJson {
    static final String EXAMPLE = "{\"longestLife\": \"P90D\", \"mostLiveKeys\": 10, \"longestIdle\": \"P30D\"}";

    private KeyPolicyJson() {}

    /**
     * Returns the policy that an object describes.
     *
     * @throws JsonException if it has another form; the message shows the right one
     */
    public static KeyPolicy read(JsonValue value) {
        JsonObject json = JsonObject.like(
                EXAMPLE, value, "mustExpire", "longestLife", "mostLiveKeys", "environments", "longestIdle");
        boolean mustExpire = json.flagOrFalse("mustExpire");
        Duration life = durationOrNull(json, "longestLife");
        int most = json.has("mostLiveKeys") ? most(json.get("mostLiveKeys")) : KeyPolicy.UNBOUNDED;
        List<String> environments = json.has("environments") ? json.texts("environments") : List.of();
        if (json.has("environments") && environments.isEmpty()) {
            throw json.get("environments").wrong("name an environment, or leave the property out for any");
        }
        Duration idle = durationOrNull(json, "longestIdle");
        return value.checked(() -> new KeyPolicy(mustExpire, life, most, new TreeSet<>(environments), idle));
    }

    private static @Nullable Duration durationOrNull(JsonObject json, String name) {
        return json.has(name) ? json.get(name).duration() : null;
    }

    private static int most(JsonValue value) {
        long most = value.number();
        if (most < 1 || most >= KeyPolicy.UNBOUNDED) {
            throw value.wrong("write a number from 1 on, or leave the property out");
        }
        return (int) most;
    }

    /** Returns the object that {@link #read} reads. */
    public static ObjectNode write(KeyPolicy policy) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (policy.mustExpire()) {
            json.put("mustExpire", true);
        }
        if (policy.longestLife() != null) {
            json.put("longestLife", policy.longestLife().toString());
        }
        if (policy.mostLiveKeys() != KeyPolicy.UNBOUNDED) {
            json.put("mostLiveKeys", policy.mostLiveKeys());
        }
        if (!policy.environments().isEmpty()) {
            json.set("environments", JsonWriter.texts(policy.environments()));
        }
        if (policy.longestIdle() != null) {
            json.put("longestIdle", policy.longestIdle().toString());
        }
        return json;
    }
}
