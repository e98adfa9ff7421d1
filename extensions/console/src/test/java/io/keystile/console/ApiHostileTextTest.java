package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.model.ApiKeySettings;
import io.keystile.store.KeyQuery;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** A name comes back as it was sent, or is refused; it never becomes another member, value or header. */
class ApiHostileTextTest {
    private static final List<String> PIECES = List.of(
            "\"",
            "\\",
            "\\u0022",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "null",
            "/",
            "~1",
            "</script>",
            "\n",
            "\r\n",
            "\u0000",
            "\u007f",
            "\u2028",
            "\u202e",
            "\u200b",
            "\ud800",
            "é",
            "键",
            "😀",
            " ",
            "a",
            "%",
            "&",
            "=",
            "<",
            ">",
            ";rel=x",
            "${x}");

    private static final ApiSite SITE = new ApiSite();

    @AfterContainer
    static void close() {
        SITE.close();
    }

    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.of(PIECES)
                .list()
                .ofMinSize(1)
                .ofMaxSize(10)
                .map(pieces -> pieces.stream().collect(Collectors.joining()));
    }

    /** Escapes what is not ASCII: half a surrogate pair cannot be sent otherwise. */
    private static String json(ObjectNode body) {
        try {
            return ApiSite.MAPPER
                    .writer()
                    .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Property(tries = 300)
    void aNameComesBackWhole(@ForAll("hostile") String name) {
        ObjectNode body =
                ApiSite.MAPPER.createObjectNode().put("environment", "live").put("name", name);
        body.putObject("metadata").put("entry", name);
        ConsoleResponse response =
                SITE.send(ApiSite.post("/workspaces/globex/keys", json(body)).as(TestUsers.OTHER));

        if (response.status() != 201) {
            assertThat(response.status()).as(response.body()).isIn(400, 422);
            return;
        }
        JsonNode key = ApiSite.json(response).get("key");
        assertThat(key.get("name").asText()).isEqualTo(name);
        assertThat(key.at("/metadata/entry").asText()).isEqualTo(name);
        String id = key.get("id").asText();
        ConsoleResponse shown =
                SITE.send(ApiSite.get("/workspaces/globex/keys/" + id).as(TestUsers.OTHER));
        assertThat(ApiSite.json(shown)).isEqualTo(key);
    }

    @Property(tries = 200)
    void aFilterIsText(@ForAll("hostile") String name) {
        String query = TestRequest.formOf("name", name, "limit", "1");
        ConsoleResponse response =
                SITE.send(ApiSite.get("/workspaces/acme/keys?" + query).as(TestUsers.MANAGER));

        assertThat(response.status()).isEqualTo(200);
        response.headers().forEach(header -> assertThat(header.value()).matches("[ -~]*"));
    }

    @Property(tries = 100)
    void aPointerNamesTheMember(@ForAll("hostile") String member) {
        ObjectNode body = ApiSite.MAPPER.createObjectNode();
        body.putObject("metadata").put(member, 7);
        ConsoleResponse response = SITE.send(
                ApiSite.patch(ApiSite.pathOf(SITE.site.first), "*", json(body)).as(TestUsers.MANAGER));

        assertThat(response.status()).isIn(400, 422);
        if (response.status() == 422) {
            assertThat(ApiSite.json(response).at("/errors/0/pointer").asText()).startsWith("/metadata/");
        }
        assertThat(SITE.site.keystile.keys().unrestricted().list(KeyQuery.ofWorkspace("acme")))
                .allSatisfy(key -> assertThat(key.settings())
                        .extracting(ApiKeySettings::metadata)
                        .isEqualTo(Map.of()));
    }
}
