package io.keystile.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.ratelimit.RateLimit;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lists and maps as the JSON text of one column. Reading is strict: what does not fit is an {@link
 * IllegalArgumentException} that names the column and repeats no value.
 */
final class JsonColumn {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonColumn() {}

    static String ofTexts(Collection<?> texts) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        texts.forEach(text -> json.add(text.toString()));
        return json.toString();
    }

    static String[] readTexts(String column, @Nullable String json) {
        return elements(column, json, JsonNode::isTextual, "a JSON list of strings").stream()
                .map(JsonNode::textValue)
                .toArray(String[]::new);
    }

    static String ofLimits(List<RateLimit> limits) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (RateLimit limit : limits) {
            json.addObject()
                    .put("name", limit.name())
                    .put("permits", limit.permits())
                    .put("window", limit.window().toString());
        }
        return json.toString();
    }

    static List<RateLimit> readLimits(String column, @Nullable String json) {
        String rule = "a JSON list like [{\"name\":\"per-minute\",\"permits\":100,\"window\":\"PT1M\"}]";
        List<RateLimit> limits = new ArrayList<>();
        for (JsonNode limit : elements(column, json, JsonColumn::isLimit, rule)) {
            try {
                Duration window = Duration.parse(limit.get("window").textValue());
                limits.add(RateLimit.of(
                        limit.get("name").textValue(), limit.get("permits").longValue(), window));
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(column + " is " + rule, e);
            }
        }
        return limits;
    }

    private static boolean isLimit(JsonNode node) {
        return node.size() == 3
                && node.path("name").isTextual()
                && node.path("permits").canConvertToLong()
                && node.path("permits").isIntegralNumber()
                && node.path("window").isTextual();
    }

    static String ofMap(Map<String, String> map) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(map).forEach(json::put);
        return json.toString();
    }

    static Map<String, String> readMap(String column, @Nullable String json) {
        JsonNode object = parse(json);
        require(object.isObject() && hasOnly(object, JsonNode::isTextual), column, "a JSON object of strings");
        Map<String, String> map = new TreeMap<>();
        object.fieldNames()
                .forEachRemaining(name -> map.put(name, object.get(name).textValue()));
        return map;
    }

    private static List<JsonNode> elements(
            String column, @Nullable String json, Predicate<JsonNode> isElement, String rule) {
        JsonNode list = parse(json);
        require(list.isArray() && hasOnly(list, isElement), column, rule);
        return StreamSupport.stream(list.spliterator(), false).toList();
    }

    private static boolean hasOnly(JsonNode parent, Predicate<JsonNode> isElement) {
        return StreamSupport.stream(parent.spliterator(), false).allMatch(isElement);
    }

    private static void require(boolean met, String column, String rule) {
        if (!met) {
            throw new IllegalArgumentException(column + " is " + rule);
        }
    }

    /** Parses text; what is no JSON becomes a node that is nothing. */
    private static JsonNode parse(@Nullable String json) {
        try {
            return json == null ? JsonNodeFactory.instance.missingNode() : MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.missingNode();
        }
    }
}
