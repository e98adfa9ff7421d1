package io.keystile.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import java.util.List;

/** The only JSON form of a limit: {@code {"name": "per-minute", "permits": 100, "window": "PT1M"}}. */
public final class RateLimitJson {
    static final String EXAMPLE = "{\"name\": \"per-minute\", \"permits\": 100, \"window\": \"PT1M\"}";

    private RateLimitJson() {}

    /**
     * Returns the limit that an object describes.
     *
     * @throws JsonException if it has another form; the message shows the right one
     */
    public static RateLimit read(JsonValue value) {
        JsonObject json = JsonObject.like(EXAMPLE, value, "name", "permits", "window");
        String name = json.text("name");
        long permits = json.number("permits");
        Duration window = json.get("window").duration();
        return value.checked(() -> RateLimit.of(name, permits, window));
    }

    /** Returns a list of objects that {@link #read} reads. */
    public static ArrayNode write(List<RateLimit> limits) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode(limits.size());
        for (RateLimit limit : limits) {
            list.addObject()
                    .put("name", limit.name())
                    .put("permits", limit.permits())
                    .put("window", limit.window().toString());
        }
        return list;
    }
}
