package io.keystile.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keystile.ApiKeyPrincipal;
import io.keystile.adapter.HttpHeader;
import io.keystile.admin.IssuedKey;
import io.keystile.model.ApiKeyRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A site with an API that accepts API keys with {@code api-keys:manage}. Each response is held to the description. */
final class ApiSite implements AutoCloseable {
    static final ObjectMapper MAPPER = new ObjectMapper();
    static final OpenApi DESCRIPTION = OpenApi.load();

    final Site site;
    final AdminApi api;
    /** A key of {@code acme} that may administer others. */
    final IssuedKey strong;

    ApiSite() {
        this(new InMemoryApiKeyStore());
    }

    ApiSite(ApiKeyStore store) {
        this(new Site(store, builder -> builder.trustedOrigins("https://front.example.com")));
    }

    ApiSite(Site site) {
        this.site = site;
        this.api = AdminApi.of(site.console).withApiKeys("api-keys:manage");
        this.strong = site.issue("acme", "automation", "flows:*", "api-keys:manage");
    }

    /** Returns what the server knows of the sender of a key. */
    static ApiKeyPrincipal principal(IssuedKey key) {
        ApiKeyRecord record = key.record();
        return new ApiKeyPrincipal(
                record.id(),
                record.id(),
                record.settings().name(),
                record.workspace(),
                record.environment(),
                "enterprise",
                record.settings().permissions(),
                Map.of());
    }

    static TestRequest get(String target) {
        return TestRequest.get(target);
    }

    /** Returns a request that a page of the same origin sends. */
    static TestRequest post(String target, String json) {
        return change("POST", target).header("Content-Type", "application/json").body(json);
    }

    static TestRequest patch(String target, String version, String json) {
        return change("PATCH", target)
                .header("Content-Type", "application/merge-patch+json")
                .header("If-Match", version)
                .body(json);
    }

    /** Returns a request without a body that a page of the same origin sends. */
    static TestRequest change(String method, String target) {
        return TestRequest.of(method, target).header("Sec-Fetch-Site", "same-origin");
    }

    ConsoleResponse send(TestRequest request) {
        ConsoleResponse response = api.respond(request);
        DESCRIPTION.requireDescribes(request.method(), request.path(), response);
        return response;
    }

    static JsonNode json(ConsoleResponse response) {
        return parse(response.body());
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    static Optional<String> header(ConsoleResponse response, String name) {
        List<String> values = response.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(HttpHeader::value)
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(" | ", values));
    }

    static String pathOf(IssuedKey key) {
        return "/workspaces/" + key.record().workspace() + "/keys/"
                + key.record().id();
    }

    @Override
    public void close() {
        site.close();
    }
}
