package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keystile.admin.IssuedKey;
import io.keystile.admin.Overlap;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeysTest {
    private static final String KEYS = "/workspaces/acme/keys";

    private final ApiSite site = new ApiSite();

    @AfterEach
    void close() {
        site.close();
    }

    private ConsoleResponse send(TestRequest request) {
        return site.send(request.as(TestUsers.MANAGER));
    }

    private JsonNode get(String target) {
        ConsoleResponse response = send(ApiSite.get(target));
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return ApiSite.json(response);
    }

    private ApiKeyRecord stored(IssuedKey key) {
        return site.site.keystile.keys().unrestricted().find(key.record().id()).orElseThrow();
    }

    private static List<String> names(JsonNode page) {
        List<String> names = new ArrayList<>();
        page.get("items").forEach(item -> names.add(item.get("name").asText()));
        return names;
    }

    @Test
    void aKeyIsIssuedWithAllItsSettings() {
        ConsoleResponse response = send(ApiSite.post(KEYS, """
                {"environment": "live", "name": "ci <b>", "permissions": ["flows:read"],
                 "allowlist": ["203.0.113.0/24", "2001:db8::1"], "expiresAt": "2027-01-31T12:00:00Z",
                 "metadata": {"team": "blue", "empty": ""}, "owner": "Ada", "tags": ["b", "a"], "services": ["billing"]}
                """));
        JsonNode key = ApiSite.json(response).get("key");

        assertThat(response.status()).isEqualTo(201);
        assertThat(ApiSite.json(response).get("plaintext").asText()).startsWith("pk_live_");
        assertThat(key.get("name").asText()).isEqualTo("ci <b>");
        assertThat(key.get("permissions")).isEqualTo(ApiSite.parse("[\"flows:read\"]"));
        assertThat(key.get("allowlist")).isEqualTo(ApiSite.parse("[\"203.0.113.0/24\", \"2001:db8::1/128\"]"));
        assertThat(key.get("metadata")).isEqualTo(ApiSite.parse("{\"team\": \"blue\", \"empty\": \"\"}"));
        assertThat(key.get("tags")).isEqualTo(ApiSite.parse("[\"a\", \"b\"]"));
        assertThat(key.get("expiresAt").asText()).isEqualTo("2027-01-31T12:00:00Z");
        assertThat(key.get("createdBy").asText()).isEqualTo("mia@acme.example");
        String location = ApiSite.header(response, "Location").orElseThrow();
        URI asked = URI.create("https://app.example.com/api" + KEYS);
        assertThat(asked.resolve(location).getPath())
                .isEqualTo("/api" + KEYS + "/" + key.get("id").asText());
        assertThat(get(KEYS + "/" + key.get("id").asText())).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "environment": "live"                     | ''             | "name"
            "name": "n"                               | ''             | "environment"
            "name": "n", "environment": "prod"        | /environment   | staging, live
            "environment": "live", "name": 7          | /name          | write a text
            "environment": "live", "name": null       | /name          | write a text
            "x": 1                                    | /x             | not accepted here
            "id": "a"                                 | /id            | not accepted here
            "permissions": ["a:b", "?"]               | /permissions/1 | ''
            "permissions": null                       | /permissions   | write a list
            "allowlist": ["10.0.0.0/8", "127.1"]      | /allowlist/1   | ''
            "expiresAt": "tomorrow"                   | /expiresAt     | instant like
            "expiresAt": 1800000000                   | /expiresAt     | write a text
            "tags": ["A b"]                           | /tags/0        | ''
            "services": ["B"]                         | /services/0    | ''
            "metadata": {"a": null}                   | /metadata/a    | write a text
            "metadata": []                            | /metadata      | write an object
            "limits": [{"name": "x", "permits": "5"}] | /limits/0/permits | write a whole number
            "owner": " Ada"                           | /owner         | blank
            """)
    void aMemberThatIsNotAcceptedIsNamed(String members, String pointer, String detail) {
        ConsoleResponse response = send(ApiSite.post(KEYS, "{" + members + "}"));
        JsonNode errors = ApiSite.json(response).get("errors");

        assertThat(response.status()).isEqualTo(422);
        assertThat(errors).anySatisfy(error -> {
            assertThat(error.get("pointer").asText()).isEqualTo(pointer);
            assertThat(error.get("detail").asText()).contains(detail);
        });
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        ConsoleResponse response =
                send(ApiSite.post(KEYS, "{\"name\": 1, \"tags\": [\"?\"], \"nmae\": \"n\", \"expiresAt\": \"x\"}"));

        assertThat(ApiSite.json(response).get("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("", "/name", "/tags/0", "/nmae", "/expiresAt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"a\", \"name\": \"b\"}           | /name",
                "{\"name\": \"a\",}                           | ''",
                "{\"name\": \"a\"} {}                         | ''",
                "{\"metadata\": {\"a\": \"1\", \"a\": \"2\"}} | /metadata/a",
                "not JSON                                     | ''",
                "''                                           | ''",
            })
    void malformedJsonIsRefusedWithItsPlace(String body, String pointer) {
        ConsoleResponse response = send(ApiSite.post(KEYS, body));

        assertThat(response.status()).isEqualTo(400);
        assertThat(ApiSite.json(response).at("/errors/0/pointer").asText()).isEqualTo(pointer);
    }

    @Test
    void aTextThatIsTooDeepIsRefused() {
        ConsoleResponse response = send(ApiSite.post(KEYS, "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}"));

        assertThat(response.status()).isEqualTo(400);
        assertThat(ApiSite.json(response).get("detail").asText()).contains("inside each other");
    }

    @Test
    void aRuleOfCoreIsSaid() {
        ConsoleResponse response = send(ApiSite.post(
                KEYS, "{\"environment\": \"live\", \"name\": \"n\", \"expiresAt\": \"2001-01-01T00:00:00Z\"}"));

        assertThat(response.status()).isEqualTo(422);
        assertThat(ApiSite.json(response).get("detail").asText()).contains("future");
    }

    @Test
    void nobodyGrantsMoreThanTheyHold() {
        String more = "{\"environment\": \"live\", \"name\": \"n\", \"permissions\": [\"admin:all\"]}";
        String same =
                "{\"environment\": \"live\", \"name\": \"n\", \"permissions\": [\"flows:*\", \"api-keys:manage\"]}";
        String fewer = "{\"environment\": \"live\", \"name\": \"n\", \"permissions\": [\"flows:*\"]}";
        String elsewhere = "{\"environment\": \"staging\", \"name\": \"n\"}";
        String plan = "{\"environment\": \"live\", \"name\": \"n\", \"plan\": \"pro\"}";

        assertThat(send(ApiSite.post(KEYS, more)).status()).isEqualTo(403);
        assertThat(send(ApiSite.post(KEYS, plan)).status()).isEqualTo(403);
        for (String refused : List.of(more, same, elsewhere, plan)) {
            assertThat(asKey(ApiSite.post(KEYS, refused)).status()).as(refused).isEqualTo(403);
        }
        assertThat(asKey(ApiSite.post(KEYS, fewer)).status()).isEqualTo(201);
    }

    private ConsoleResponse asKey(TestRequest request) {
        return site.send(request.as(ApiSite.principal(site.strong)));
    }

    @Test
    void aKeyDoesNotChangeItselfButCanRevokeItself() {
        String own = ApiSite.pathOf(site.strong);

        assertThat(asKey(ApiSite.patch(own, "*", "{\"name\": \"n\"}")).status()).isEqualTo(403);
        assertThat(asKey(ApiSite.post(own + "/revoke", "{\"reason\": \"leaked\"}"))
                        .status())
                .isEqualTo(200);
        assertThat(asKey(ApiSite.post(KEYS, "{\"environment\": \"live\", \"name\": \"n\"}"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void keysAreListedNewestFirstPageByPage() {
        IntStream.range(0, 5).forEach(i -> {
            site.site.clock.pass(Duration.ofSeconds(1));
            site.site.issue("acme", "page <" + i, "flows:read");
        });
        List<String> names = new ArrayList<>();
        String next = "?limit=2&name=page%20%3C";
        for (int pages = 0; !next.isEmpty(); pages++) {
            assertThat(pages).isLessThan(3);
            ConsoleResponse response = send(ApiSite.get(KEYS + next));
            JsonNode page = ApiSite.json(response);
            names.addAll(names(page));
            String link = ApiSite.header(response, "Link").orElse("");
            next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
            assertThat(page.get("next").isNull()).isEqualTo(next.isEmpty());
            assertThat(next)
                    .contains(
                            next.isEmpty() ? "" : "&cursor=" + page.get("next").asText());
        }

        assertThat(names).containsExactly("page <4", "page <3", "page <2", "page <1", "page <0");
    }

    @Test
    void keysAreFiltered() {
        ApiKeySettings tagged = ApiKeySettings.named("tagged")
                .withTags("blue")
                .withOwner("Ada")
                .withServices("billing")
                .withExpiry(site.site.clock.instant().plus(Duration.ofDays(3)));
        IssuedKey key = site.site.keystile.keys().issue(Site.SYSTEM, "acme", "staging", tagged);
        site.site.clock.pass(Duration.ofHours(1));
        site.site.use(site.site.first, site.site.clock.instant());

        for (String filter : List.of(
                "environment=staging",
                "tag=blue",
                "owner=Ada",
                "service=billing",
                "endingBefore=2026-12-05T00:00:00Z")) {
            assertThat(names(get(KEYS + "?" + filter))).as(filter).containsExactly("tagged");
        }
        assertThat(names(get(KEYS + "?unusedSince=2026-11-30T08:13:00Z")))
                .contains("tagged")
                .doesNotContain("nightly export");
        site.site.keystile.keys().revoke(Site.SYSTEM, key.record().id(), "gone");
        assertThat(names(get(KEYS + "?status=revoked"))).containsExactly("tagged");
        assertThat(names(get(KEYS + "?status=active"))).doesNotContain("tagged");
        JsonNode used = get(ApiSite.pathOf(site.site.first));
        assertThat(used.get("lastUsedAt").asText()).isEqualTo("2026-11-30T09:12:30Z");
    }

    @ParameterizedTest
    @CsvSource({
        "enviroment=live, enviroment",
        "environment=LIVE, environment",
        "environment=live&environment=live, environment",
        "status=ACTIVE, status",
        "limit=101, limit",
        "limit=0, limit",
        "limit=-1, limit",
        "limit=1e1, limit",
        "tag=A b, tag",
        "endingBefore=tomorrow, endingBefore",
        "cursor=!!!, cursor",
        "cursor=YWJj, cursor",
        "name=%zz, ''",
    })
    void aQueryThatIsNotUnderstoodIsRefused(String query, String parameter) {
        ConsoleResponse response = send(ApiSite.get(KEYS + "?" + query.replace(" ", "%20")));

        assertThat(response.status()).isEqualTo(400);
        assertThat(ApiSite.json(response).at("/errors/0/parameter").asText()).isEqualTo(parameter);
    }

    @Test
    void aPatchChangesWhatItNames() {
        IssuedKey key = site.site
                .keystile
                .keys()
                .issue(
                        Site.SYSTEM,
                        "acme",
                        "live",
                        ApiKeySettings.named("old")
                                .withPermissions("flows:read")
                                .withOwner("Ada")
                                .withTags("a", "b")
                                .withAllowlist("10.0.0.0/8")
                                .withMetadata("keep", "1")
                                .withMetadata("drop", "2"));
        ConsoleResponse response = send(ApiSite.patch(ApiSite.pathOf(key), "\"1\"", """
                {"name": "new", "owner": null, "tags": ["c"], "allowlist": null,
                 "metadata": {"drop": null, "add": "3"}, "expiresAt": "2027-01-01T00:00:00Z"}
                """));
        ApiKeySettings now = stored(key).settings();

        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(ApiSite.header(response, "ETag")).contains("\"2\"");
        assertThat(now.name()).isEqualTo("new");
        assertThat(now.owner()).isNull();
        assertThat(now.tags()).containsExactly("c");
        assertThat(now.allowlist()).isNull();
        assertThat(now.metadata()).hasSize(2).containsEntry("keep", "1").containsEntry("add", "3");
        assertThat(now.permissions()).isEqualTo(key.record().settings().permissions());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"1\" | 200",
                "\"7\", \"1\" | 200",
                "W/\"1\" | 200",
                "* | 200",
                "\"2\" | 412",
                "1 | 412",
                "\"11\" | 412",
                "\"\" | 412",
            })
    void aPatchNeedsTheVersionThatWasSeen(String seen, int status) {
        IssuedKey key = site.site.issue("acme", "old", "flows:read");
        ConsoleResponse response = send(ApiSite.patch(ApiSite.pathOf(key), seen, "{\"name\": \"new\"}"));

        assertThat(response.status()).isEqualTo(status);
        assertThat(stored(key).settings().name()).isEqualTo(status == 200 ? "new" : "old");
    }

    @Test
    void aPatchWithoutAVersionIsRefused() {
        IssuedKey key = site.site.issue("acme", "old", "flows:read");
        ConsoleResponse response = send(ApiSite.change("PATCH", ApiSite.pathOf(key))
                .header("Content-Type", ApiBody.MERGE_PATCH)
                .body("{\"name\": \"new\"}"));

        assertThat(response.status()).isEqualTo(428);
        assertThat(stored(key).version()).isEqualTo(1);
    }

    @Test
    void aRevokedKeyIsNotChanged() {
        IssuedKey key = site.site.issue("acme", "old", "flows:read");
        send(ApiSite.post(ApiSite.pathOf(key) + "/revoke", "{\"reason\": \"leaked\"}"));

        assertThat(send(ApiSite.patch(ApiSite.pathOf(key), "\"2\"", "{\"name\": \"new\"}"))
                        .status())
                .isEqualTo(409);
        assertThat(send(ApiSite.post(ApiSite.pathOf(key) + "/rotate", "{\"overlap\": \"PT0S\"}"))
                        .status())
                .isEqualTo(409);
        assertThat(send(ApiSite.change("POST", ApiSite.pathOf(key) + "/enable")).status())
                .isEqualTo(409);
    }

    @Test
    void rotationGivesASuccessorAndAnEnd() {
        IssuedKey key = site.site.issue("acme", "old", "flows:read");
        ConsoleResponse response =
                send(ApiSite.post(ApiSite.pathOf(key) + "/rotate", "{\"overlap\": \"P7D\", \"untilFirstUse\": true}"));
        JsonNode answer = ApiSite.json(response);
        String successor = answer.at("/key/id").asText();

        assertThat(response.status()).isEqualTo(201);
        assertThat(answer.get("plaintext").asText()).contains(successor);
        assertThat(answer.at("/predecessor/endsAt").asText()).isEqualTo("2026-12-07T08:12:30Z");
        assertThat(answer.at("/predecessor/successor").asText()).isEqualTo(successor);
        assertThat(stored(key).lineage().untilSuccessorIsUsed()).isTrue();
        URI asked = URI.create("https://app.example.com" + ApiSite.pathOf(key) + "/rotate");
        assertThat(asked.resolve(ApiSite.header(response, "Location").orElseThrow())
                        .getPath())
                .isEqualTo(KEYS + "/" + successor);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                        | ''",
                "{\"overlap\": 7}          | /overlap",
                "{\"overlap\": \"7 days\"} | /overlap",
                "{\"overlap\": \"-PT1S\"}  | /overlap",
                "{\"overlap\": \"P367D\"}  | /overlap",
                "{\"overlap\": \"PT0S\", \"untilFirstUse\": \"yes\"} | /untilFirstUse",
            })
    void anOverlapIsSaidAndBounded(String body, String pointer) {
        IssuedKey key = site.site.issue("acme", "old", "flows:read");
        ConsoleResponse response = send(ApiSite.post(ApiSite.pathOf(key) + "/rotate", body));

        assertThat(response.status()).isEqualTo(422);
        assertThat(ApiSite.json(response).at("/errors/0/pointer").asText()).isEqualTo(pointer);
        assertThat(stored(key).version()).isEqualTo(1);
    }

    @Test
    void revocationSaysWhatOfTheLineageStillWorks() {
        IssuedKey old = site.site.issue("acme", "old", "flows:read");
        KeyId successor = site.site
                .keystile
                .keys()
                .rotate(Site.SYSTEM, old.record().id(), Overlap.of(Duration.ofDays(7)))
                .orElseThrow()
                .record()
                .id();
        JsonNode alone = ApiSite.json(send(ApiSite.post(ApiSite.pathOf(old) + "/revoke", "{\"reason\": \"leaked\"}")));
        JsonNode both = ApiSite.json(
                send(ApiSite.post(ApiSite.pathOf(old) + "/revoke", "{\"reason\": \"leaked\", \"lineage\": true}")));

        assertThat(alone.at("/key/status").asText()).isEqualTo("revoked");
        assertThat(alone.at("/key/revocationReason").asText()).isEqualTo("leaked");
        assertThat(alone.at("/stillActive/0").asText()).isEqualTo(successor.value());
        assertThat(both.at("/alsoRevoked/0").asText()).isEqualTo(successor.value());
        assertThat(both.get("stillActive")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}", "{\"reason\": \" \"}", "{\"reason\": 7}", "{\"reason\": \"a\\nb\"}"})
    void aRevocationNeedsAReason(String body) {
        IssuedKey key = site.site.issue("acme", "old", "flows:read");

        assertThat(send(ApiSite.post(ApiSite.pathOf(key) + "/revoke", body)).status())
                .isEqualTo(422);
        assertThat(stored(key).status()).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void anOperatorDeletesAKeyAndItsHistoryStays() {
        IssuedKey key = site.site.issue("acme", "old", "flows:read");
        site.send(ApiSite.change("DELETE", ApiSite.pathOf(key)).as(TestUsers.OPERATOR));
        JsonNode changes = get("/workspaces/acme/changes?key=" + key.record().id() + "&limit=1");

        assertThat(send(ApiSite.get(ApiSite.pathOf(key))).status()).isEqualTo(404);
        assertThat(changes.at("/items/0/action").asText()).isEqualTo("deleted");
        assertThat(changes.at("/items/0/actor").asText()).isEqualTo("olaf@keystile.example");
        assertThat(get("/workspaces/acme/changes?key=" + key.record().id() + "&cursor="
                                + changes.get("next").asText())
                        .at("/items/0/action")
                        .asText())
                .isEqualTo("issued");
    }

    @Test
    void usageIsReturnedByPeriod() {
        site.site.call(site.site.first.reveal(), "flows:read");
        JsonNode hours = get(ApiSite.pathOf(site.site.first) + "/usage?from=2026-11-30T08:00:00Z");
        JsonNode none = get("/workspaces/acme/usage?resolution=day&to=2026-11-30T00:00:00Z");

        assertThat(hours.get("items")).hasSize(1);
        assertThat(hours.at("/items/0/start").asText()).isEqualTo("2026-11-30T08:00:00Z");
        assertThat(hours.at("/items/0/granted").asInt()).isEqualTo(1);
        assertThat(hours.get("allNodes").asBoolean()).isFalse();
        assertThat(none.get("items"))
                .allSatisfy(item -> assertThat(item.get("granted").asInt()).isZero());
    }

    @Test
    void lastRequestsAreThoseOfTheWorkspace() {
        String key = site.site.first.reveal();
        site.site.call(key, "flows:read");
        site.site.call(key, "admin:all");
        site.site.call(site.site.foreign.reveal(), "flows:read");
        String id = site.site.first.record().id().value();
        JsonNode all = get("/workspaces/acme/requests");
        JsonNode ofKey = get("/workspaces/acme/requests?key=" + id);
        JsonNode ofForeign = get(
                "/workspaces/acme/requests?key=" + site.site.foreign.record().id());

        assertThat(all.get("items").findValuesAsText("reason")).containsExactly("permission_missing", "null");
        assertThat(all.at("/items/0/instance").asText()).startsWith("urn:uuid:");
        assertThat(all.at("/items/1/key").asText()).isEqualTo(id);
        assertThat(ofKey.get("items")).isEqualTo(all.get("items"));
        assertThat(ofForeign.get("items")).isEmpty();
    }

    @Test
    void aKeyReadsItsEnvironmentOnly() {
        IssuedKey staging = site.site
                .keystile
                .keys()
                .issue(
                        Site.SYSTEM,
                        "acme",
                        "staging",
                        ApiKeySettings.named("staging").withPermissions("flows:read"));
        site.site.call(staging.reveal(), "flows:read");
        site.site.call(site.site.first.reveal(), "flows:read");
        String id = staging.record().id().value();
        String live = site.site.first.record().id().value();
        String w = "/workspaces/acme";

        assertThat(asKey(ApiSite.get(ApiSite.pathOf(staging))).status()).isEqualTo(404);
        assertThat(asKey(ApiSite.get(ApiSite.pathOf(staging) + "/usage")).status())
                .isEqualTo(404);
        assertThat(names(ApiSite.json(asKey(ApiSite.get(KEYS)))))
                .contains("nightly export")
                .doesNotContain("staging");
        for (String hidden : List.of("/requests", "/requests?key=" + id, "/changes", "/changes?key=" + id)) {
            assertThat(ApiSite.json(asKey(ApiSite.get(w + hidden))).get("items"))
                    .as(hidden)
                    .isEmpty();
        }
        for (String shown : List.of("/requests?key=" + live, "/changes?key=" + live)) {
            assertThat(ApiSite.json(asKey(ApiSite.get(w + shown))).get("items"))
                    .as(shown)
                    .isNotEmpty();
        }
    }

    @Test
    void meSaysWhatOneCanGrant() {
        JsonNode few = ApiSite.json(site.send(ApiSite.get("/me").as(TestUsers.FEW)));
        JsonNode operator = ApiSite.json(site.send(ApiSite.get("/me").as(TestUsers.OPERATOR)));
        JsonNode key = ApiSite.json(asKey(ApiSite.get("/me")));

        assertThat(few.get("permissions")).isEqualTo(ApiSite.parse("[\"flows:read\"]"));
        assertThat(few.at("/permissionChoices").findValuesAsText("permission")).containsExactly("flows:read");
        assertThat(few.get("plans").findValuesAsText("name"))
                .contains("enterprise")
                .doesNotContain("pro");
        assertThat(few.get("environments")).isEqualTo(ApiSite.parse("[\"staging\", \"live\"]"));
        assertThat(operator.get("plans").findValuesAsText("name")).contains("free", "pro", "enterprise");
        assertThat(operator.get("workspace").isNull()).isTrue();
        assertThat(key.get("key").asText()).isEqualTo(site.strong.record().id().value());
    }

    @Test
    void anOperatorAdministersWorkspaces() {
        ConsoleResponse made = site.send(
                ApiSite.post("/workspaces", "{\"id\": \"initech\", \"plan\": \"free\", \"ceiling\": [\"flows:*\"]}")
                        .as(TestUsers.OPERATOR));
        ConsoleResponse changed = site.send(ApiSite.patch(
                        "/workspaces/initech",
                        "\"1\"",
                        "{\"plan\": \"pro\", \"limits\": [{\"name\": \"x\", \"permits\": 5, \"window\": \"PT1M\"}]}")
                .as(TestUsers.OPERATOR));
        ConsoleResponse late = site.send(ApiSite.patch("/workspaces/initech", "\"1\"", "{\"plan\": \"free\"}")
                .as(TestUsers.OPERATOR));
        ConsoleResponse suspended =
                site.send(ApiSite.change("POST", "/workspaces/initech/suspend").as(TestUsers.OPERATOR));
        JsonNode page =
                ApiSite.json(site.send(ApiSite.get("/workspaces?limit=2").as(TestUsers.OPERATOR)));
        JsonNode rest = ApiSite.json(site.send(
                ApiSite.get("/workspaces?cursor=" + page.get("next").asText()).as(TestUsers.OPERATOR)));

        assertThat(made.status()).isEqualTo(201);
        assertThat(ApiSite.header(made, "Location")).contains("workspaces/initech");
        assertThat(ApiSite.json(made).get("ceiling")).isEqualTo(ApiSite.parse("[\"flows:*\"]"));
        assertThat(ApiSite.json(changed).at("/limits/0/permits").asInt()).isEqualTo(5);
        assertThat(ApiSite.json(changed).get("ceiling")).isEqualTo(ApiSite.parse("[\"flows:*\"]"));
        assertThat(late.status()).isEqualTo(412);
        assertThat(ApiSite.json(suspended).get("suspended").asBoolean()).isTrue();
        assertThat(page.get("items").findValuesAsText("id")).containsExactly("acme", "globex");
        assertThat(rest.get("items").findValuesAsText("id")).containsExactly("initech");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\": \"a b\", \"plan\": \"pro\"} | /id",
                "{\"id\": \"ab\", \"plan\": \"Pro\"}  | /plan",
                "{\"id\": \"ab\"}                     | ''",
                "{\"id\": \"ab\", \"plan\": \"pro\", \"ceiling\": [\"?\"]} | /ceiling/0",
                "{\"id\": \"ab\", \"plan\": \"pro\", \"suspended\": true} | /suspended",
            })
    void aWorkspaceThatIsNotAcceptedIsNotMade(String body, String pointer) {
        ConsoleResponse response = site.send(ApiSite.post("/workspaces", body).as(TestUsers.OPERATOR));

        assertThat(response.status()).isEqualTo(422);
        assertThat(ApiSite.json(response).at("/errors/0/pointer").asText()).isEqualTo(pointer);
    }
}
