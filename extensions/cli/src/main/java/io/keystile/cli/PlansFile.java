package io.keystile.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.ratelimit.RateLimit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The application's plans, as they stand in the servlet filter's configuration: under {@code plans}, or by themselves. */
final class PlansFile {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PlansFile() {}

    /**
     * Reads the plans; without a file, they are the standard ones.
     *
     * @throws CliException if the file cannot be read, or is not wholly understood
     */
    static Plans read(@Nullable String file) {
        if (file == null) {
            return Plans.standard();
        }
        try {
            JsonNode root = MAPPER.readTree(NamedFile.read(file));
            return plans(root.isObject() ? root.path("plans") : root);
        } catch (JsonProcessingException e) {
            throw wrong(file, e.getOriginalMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw wrong(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static CliException wrong(String file, String why, Exception cause) {
        return CliException.failed("Cannot read the plans in " + file + ": " + why, cause);
    }

    private static Plans plans(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) {
            throw new IllegalArgumentException("it is a list of plans, or an object with such a list as \"plans\"");
        }
        List<Plan> plans = new ArrayList<>();
        list.forEach(each -> plans.add(plan(each)));
        return Plans.of(plans.toArray(Plan[]::new));
    }

    private static Plan plan(JsonNode json) {
        List<RateLimit> limits = new ArrayList<>();
        json.path("limits").forEach(limit -> limits.add(limit(limit)));
        return new Plan(text(json, "name"), limits, json.path("allowlists").asBoolean(false));
    }

    private static RateLimit limit(JsonNode json) {
        return RateLimit.of(
                text(json, "name"), number(json, "permits"), Duration.ofSeconds(number(json, "windowSeconds")));
    }

    private static String text(JsonNode json, String property) {
        JsonNode value = json.path(property);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("\"" + property + "\" is missing, or not a string");
        }
        return value.textValue();
    }

    private static long number(JsonNode json, String property) {
        JsonNode value = json.path(property);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException("\"" + property + "\" is missing, or not a whole number");
        }
        return value.longValue();
    }
}
