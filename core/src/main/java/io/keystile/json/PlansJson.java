package io.keystile.json;

import io.keystile.model.KeyPolicy;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.ratelimit.RateLimit;
import java.util.List;
import java.util.Map;

/**
 * The only JSON form of plans: {@code [{"name": "free", "limits": [{"name": "per-minute", "permits": 100, "window":
 * "PT1M"}], "allowlists": false}]}. {@code allowlists} may be left out, and is then false; {@code policy} may be added,
 * see {@link KeyPolicyJson}.
 */
public final class PlansJson {
    private static final String EXAMPLE =
            "{\"name\": \"free\", \"limits\": [" + RateLimitJson.EXAMPLE + "], \"allowlists\": false}";

    private PlansJson() {}

    /**
     * Returns the plans of a list.
     *
     * @throws JsonException if the list is empty or has another form; the message shows the right one
     */
    public static Plans read(JsonValue value) {
        List<JsonValue> items = value.items();
        if (items.isEmpty()) {
            throw value.wrong("write at least one plan, for example [" + EXAMPLE + "]");
        }
        Plan[] plans = items.stream().map(PlansJson::readPlan).toArray(Plan[]::new);
        return value.checked(() -> Plans.of(plans));
    }

    /**
     * Returns the plans of a whole text: a list, or the property {@code plans} of an object, such as the servlet
     * filter's configuration. The other properties of the object are not checked.
     *
     * @throws JsonException if it has another form; the message shows the right one
     */
    public static Plans readDocument(byte[] text) {
        JsonValue document = JsonReader.read(text);
        Map<String, JsonValue> properties = document.properties();
        JsonValue plans = properties == null ? document : properties.get("plans");
        if (plans == null) {
            throw document.wrong("add the property \"plans\", or write the list alone: [" + EXAMPLE + "]");
        }
        return read(plans);
    }

    private static Plan readPlan(JsonValue value) {
        JsonObject json = JsonObject.like(EXAMPLE, value, "name", "limits", "allowlists", "policy");
        String name = json.text("name");
        List<RateLimit> limits =
                json.get("limits").items().stream().map(RateLimitJson::read).toList();
        boolean allowlists = json.flagOrFalse("allowlists");
        KeyPolicy policy = json.has("policy") ? KeyPolicyJson.read(json.get("policy")) : KeyPolicy.NONE;
        return value.checked(() -> new Plan(name, limits, allowlists, policy));
    }
}
