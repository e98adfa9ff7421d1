package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.admin.IssuedKey;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Holds the description of the API to OpenAPI 3.1 and to the routes. All other tests hold responses to it. */
class ApiDescriptionTest {
    private static final ApiSite SITE = new ApiSite();
    private static final OpenApi API = ApiSite.DESCRIPTION;

    @AfterAll
    static void close() {
        SITE.close();
    }

    @Test
    void itIsValidByTheOfficialSchema() {
        assertThat(OpenApi.violations(API.document())).isEmpty();
    }

    @Test
    void theOfficialSchemaRefusesAnotherDocument() {
        ObjectNode wrong = API.document().deepCopy();
        ((ObjectNode) wrong.at("/paths/~1me/get")).put("responses", "none");
        ObjectNode wrongSchema = API.document().deepCopy();
        ((ObjectNode) wrongSchema.at("/components/schemas/Key")).put("type", "thing");

        assertThat(OpenApi.violations(wrong)).isNotEmpty();
        assertThat(OpenApi.violations(wrongSchema)).isNotEmpty();
    }

    @Test
    void itIsServed() {
        ConsoleResponse response = SITE.send(ApiSite.get("/openapi.json").as(TestUsers.READER));

        assertThat(ApiSite.json(response)).isEqualTo(API.document());
    }

    @Test
    void everyRouteIsAnOperation() {
        Set<String> routes = SITE.api.routes().stream()
                .map(route -> route.method() + " " + route.pattern())
                .collect(Collectors.toSet());

        assertThat(API.operations().keySet()).isEqualTo(routes);
    }

    @Test
    void everyOperationHasAnIdOfItsOwn() {
        List<String> ids = API.document().findValuesAsText("operationId");

        assertThat(ids).doesNotHaveDuplicates().hasSize(SITE.api.routes().size());
    }

    /** A parameter that does not exist is refused with the names of those that do. */
    @Test
    void everyParameterOfTheQueryIsDescribed() {
        for (Map.Entry<String, Set<String>> operation : API.operations().entrySet()) {
            String[] parts = operation.getKey().split(" ", 2);
            if (parts[0].equals("GET") && !parts[1].equals("/openapi.json") && !isRecord(parts[1])) {
                ConsoleResponse response =
                        SITE.send(ApiSite.get(path(parts[1]) + "?zzz=1").as(TestUsers.OPERATOR));
                assertThat(response.status()).as(operation.getKey()).isEqualTo(400);
                assertThat(named(response)).as(operation.getKey()).isEqualTo(operation.getValue());
            }
        }
    }

    private static boolean isRecord(String pattern) {
        return pattern.endsWith("}");
    }

    /** A member that does not exist is refused with the names of those that do. */
    @Test
    void everyMemberOfABodyIsDescribed() {
        for (String operation : API.operations().keySet()) {
            String[] parts = operation.split(" ", 2);
            if (parts[0].equals("POST") || parts[0].equals("PATCH")) {
                String json = "{\"zzz\": 1}";
                TestRequest request = parts[0].equals("POST")
                        ? ApiSite.post(path(parts[1]), json)
                        : ApiSite.patch(path(parts[1]), "*", json);
                ConsoleResponse response = SITE.send(request.as(TestUsers.OPERATOR));
                assertThat(response.status()).as(operation).isEqualTo(422);
                assertThat(named(response)).as(operation).isEqualTo(API.members(operation));
            }
        }
    }

    /** The description is compared with each response in {@code send}. */
    @Test
    void everyRefusalOfABodyIsDescribed() {
        for (String operation : API.operations().keySet()) {
            String[] parts = operation.split(" ", 2);
            String path = path(parts[1]);
            if (parts[0].equals("POST")) {
                requireStatus(400, operation, ApiSite.post(path, "{"));
                requireStatus(413, operation, ApiSite.post(path, " ".repeat(ApiBody.MAX_BYTES + 1)));
                requireStatus(415, operation, ApiSite.change("POST", path).body("{}"));
            } else if (parts[0].equals("PATCH")) {
                requireStatus(400, operation, ApiSite.patch(path, "*", "{"));
                requireStatus(412, operation, ApiSite.patch(path, "\"0\"", "{}"));
                requireStatus(413, operation, ApiSite.patch(path, "*", " ".repeat(ApiBody.MAX_BYTES + 1)));
                requireStatus(415, operation, ApiSite.change("PATCH", path).header("If-Match", "*"));
                requireStatus(428, operation, ApiSite.change("PATCH", path).body("{}"));
            }
        }
    }

    private static void requireStatus(int status, String operation, TestRequest request) {
        assertThat(SITE.send(request.as(TestUsers.OPERATOR)).status())
                .as(operation)
                .isEqualTo(status);
    }

    private static String path(String pattern) {
        IssuedKey key = SITE.site.first;
        return pattern.replace("{workspace}", "acme")
                .replace("{key}", key.record().id().value());
    }

    /** Returns the names after "write one of". */
    private static Set<String> named(ConsoleResponse response) {
        String detail = "";
        for (JsonNode error : ApiSite.json(response).get("errors")) {
            String place =
                    error.path("pointer").asText() + error.path("parameter").asText();
            detail = place.endsWith("zzz") ? error.get("detail").asText() : detail;
        }
        assertThat(detail).isNotEmpty();
        int start = detail.indexOf("write one of ");
        return start < 0
                ? Set.of()
                : new TreeSet<>(Arrays.asList(
                        detail.substring(start + "write one of ".length()).split(", ")));
    }

    @Test
    void everyComponentIsUsed() {
        String text = API.document().toString();
        Set<String> unused = new LinkedHashSet<>();
        API.document().get("components").properties().forEach(kind -> {
            if (!kind.getKey().equals("securitySchemes")) {
                kind.getValue().fieldNames().forEachRemaining(name -> {
                    if (!text.contains("\"#/components/" + kind.getKey() + "/" + name + "\"")) {
                        unused.add(kind.getKey() + "/" + name);
                    }
                });
            }
        });

        assertThat(unused).isEmpty();
    }

    @Test
    void everyReferenceLeadsToAComponent() {
        assertThat(API.document().findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(
                        ref -> assertThat(API.document().at(ref.substring(1)).isMissingNode())
                                .as(ref)
                                .isFalse());
    }
}
