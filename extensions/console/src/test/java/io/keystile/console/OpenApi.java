package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.keystile.adapter.HttpHeader;
import io.keystile.console.Route.Needs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The description of the API. A validator of others holds it to the rules of OpenAPI, and responses to it. */
final class OpenApi {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String OFFICIAL = "https://spec.openapis.org/oas/3.1/";
    private static final Set<String> DESCRIBED_HEADERS = Set.of("ETag", "Location", "Link", "Retry-After");

    private final JsonNode document;
    private final Map<String, Schema> schemas = new HashMap<>();

    private OpenApi(JsonNode document) {
        this.document = document;
    }

    static OpenApi load() {
        return new OpenApi(read("/io/keystile/console/openapi.json"));
    }

    private static JsonNode read(String resource) {
        try (InputStream in = Objects.requireNonNull(OpenApi.class.getResourceAsStream(resource), resource)) {
            return MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode document() {
        return document;
    }

    /** Returns what is wrong with the document by the official schema of OpenAPI 3.1. */
    static List<Error> violations(JsonNode document) {
        Map<String, String> official = new HashMap<>();
        for (String name : List.of("schema-base/2022-10-07", "schema/2022-10-07", "dialect/base", "meta/base")) {
            official.put(
                    OFFICIAL + name, read("/spec.openapis.org/oas/3.1/" + name).toString());
        }
        return SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(official))
                .getSchema(SchemaLocation.of(OFFICIAL + "schema-base/2022-10-07"))
                .validate(document);
    }

    /** Returns the operations with the names of their parameters in the query. */
    Map<String, Set<String>> operations() {
        Map<String, Set<String>> operations = new TreeMap<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (!operation.getKey().equals("parameters")) {
                        Set<String> query = new TreeSet<>();
                        operation.getValue().path("parameters").forEach(each -> {
                            JsonNode parameter = resolve(each);
                            if (parameter.get("in").asText().equals("query")) {
                                query.add(parameter.get("name").asText());
                            }
                        });
                        operations.put(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), query);
                    }
                }));
        return operations;
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private Optional<JsonNode> operation(String method, String path) {
        String verb = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
        return document.get("paths").properties().stream()
                .filter(each -> new Route(method, each.getKey(), Needs.SIGHT, call -> {
                            throw new AssertionError();
                        })
                        .match(path)
                        .isPresent())
                .map(each -> each.getValue().get(verb))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Returns the members that the body of a request may have; empty if it has no body. */
    Set<String> members(String operation) {
        String[] parts = operation.split(" ", 2);
        JsonNode content = document.get("paths")
                .get(parts[1])
                .get(parts[0].toLowerCase(Locale.ROOT))
                .path("requestBody")
                .path("content");
        Set<String> names = new TreeSet<>();
        content.forEach(type ->
                resolve(type.get("schema")).path("properties").fieldNames().forEachRemaining(names::add));
        return names;
    }

    /** Requires that the description has this status, type, these headers and each member of this body. */
    void requireDescribes(String method, String path, ConsoleResponse response) {
        String what = method + " " + path + " " + response.status() + " " + response.body();
        Optional<JsonNode> operation = operation(method, path);
        if (operation.isEmpty()) {
            assertThat(response.status()).as(what).isIn(401, 403, 404, 405, 500);
            requireValid(what, "{\"$ref\": \"#/components/schemas/Problem\"}", response);
            return;
        }
        JsonNode described = operation.get().get("responses").get(String.valueOf(response.status()));
        assertThat(described).as(what).isNotNull();
        JsonNode answer = resolve(described);
        for (HttpHeader header : response.headers()) {
            if (DESCRIBED_HEADERS.contains(header.name())) {
                assertThat(answer.path("headers").has(header.name()))
                        .as(what + " " + header)
                        .isTrue();
            }
        }
        if (response.status() < 300) {
            for (String name : List.of("ETag", "Location")) {
                boolean sent = response.headers().stream()
                        .anyMatch(header -> header.name().equals(name));
                assertThat(sent)
                        .as(what + " " + name)
                        .isEqualTo(answer.path("headers").has(name));
            }
        }
        if (!answer.has("content")) {
            assertThat(response.body()).as(what).isEmpty();
            return;
        }
        String type = response.headers().stream()
                .filter(header -> header.name().equals("Content-Type"))
                .map(HttpHeader::value)
                .findFirst()
                .orElse("none");
        assertThat(answer.get("content").fieldNames()).toIterable().as(what).containsExactly(type);
        if (!response.body().isEmpty()) {
            requireValid(what, answer.get("content").get(type).get("schema").toString(), response);
        }
    }

    private void requireValid(String what, String schema, ConsoleResponse response) {
        try {
            assertThat(closed(schema).validate(MAPPER.readTree(response.body())))
                    .as(what)
                    .isEmpty();
        } catch (IOException e) {
            throw new AssertionError(what, e);
        }
    }

    /** Returns a schema that allows no member that the description does not name. */
    private synchronized Schema closed(String schema) {
        return schemas.computeIfAbsent(schema, text -> {
            try {
                ObjectNode root = (ObjectNode) MAPPER.readTree(text);
                root.set("$defs", document.at("/components/schemas").deepCopy());
                close(root);
                String local = root.toString().replace("#/components/schemas/", "#/$defs/");
                return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(local);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(OpenApi::close);
    }
}
