package io.keystile.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.model.KeyPolicy;
import io.keystile.model.LimitScope;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.ratelimit.RateLimit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The only JSON form of plans: {@code [{"name": "free", "limits": [{"name": "per-minute", "permits": 100, "window":
 * "PT1M"}], "scope": "workspace", "allowlists": false}]}. {@code scope} is {@code workspace} if absent, {@code
 * allowlists} is false; {@code policy} may be added, see {@link KeyPolicyJson}.
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

    /** Returns a list that {@link #read} reads. */
    public static ArrayNode write(Plans plans) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Plan plan : plans.all()) {
            ObjectNode json = list.addObject().put("name", plan.name());
            json.set("limits", RateLimitJson.write(plan.limits()));
            json.put("scope", plan.scope().name().toLowerCase(Locale.ROOT)).put("allowlists", plan.allowlists());
            if (!plan.policy().equals(KeyPolicy.NONE)) {
                json.set("policy", KeyPolicyJson.write(plan.policy()));
            }
        }
        return list;
    }

    private static Plan readPlan(JsonValue value) {
        JsonObject json = JsonObject.like(EXAMPLE, value, "name", "limits", "scope", "allowlists", "policy");
        String name = json.text("name");
        List<RateLimit> limits =
                json.get("limits").items().stream().map(RateLimitJson::read).toList();
        LimitScope scope = json.has("scope") ? readScope(json.get("scope")) : LimitScope.WORKSPACE;
        boolean allowlists = json.flagOrFalse("allowlists");
        KeyPolicy policy = json.has("policy") ? KeyPolicyJson.read(json.get("policy")) : KeyPolicy.NONE;
        return value.checked(() -> new Plan(name, limits, scope, allowlists, policy));
    }

    private static LimitScope readScope(JsonValue value) {
        return switch (value.text()) {
            case "workspace" -> LimitScope.WORKSPACE;
            case "environment" -> LimitScope.ENVIRONMENT;
            case "key" -> LimitScope.KEY;
            default -> throw value.wrong("write \"workspace\", \"environment\" or \"key\"");
        };
    }
}
