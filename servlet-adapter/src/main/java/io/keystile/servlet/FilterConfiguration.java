package io.keystile.servlet;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthenticatorBuilder;
import io.keystile.Requirement;
import io.keystile.adapter.Routes;
import io.keystile.json.JsonException;
import io.keystile.json.JsonObject;
import io.keystile.json.JsonReader;
import io.keystile.json.JsonValue;
import io.keystile.json.PlansJson;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.SecretHasher;
import io.keystile.model.Permission;
import io.keystile.net.CidrBlock;
import io.keystile.net.ClientAddressResolver;
import io.keystile.net.ForwardingHeader;
import io.keystile.net.IpAllowlist;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.JsonFileApiKeyStore;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings of a filter, read from the JSON file that its init parameter names.
 *
 * @param document the whole document
 * @param store the file of the keys
 * @param routes the requirements of each path
 * @param legacyQuotaHeaders whether the old {@code X-RateLimit-*} headers are sent as well
 */
record FilterConfiguration(JsonObject document, Path store, Routes routes, boolean legacyQuotaHeaders) {
    /**
     * Reads a document.
     *
     * @throws JsonException if something is wrong with it; the message says where, and what to write instead
     */
    static FilterConfiguration read(byte[] text) {
        JsonObject document = JsonObject.of(
                JsonReader.read(text),
                "store",
                "createStore",
                "brand",
                "environments",
                "services",
                "realm",
                "apiKeyHeader",
                "trustedProxies",
                "forwardingHeader",
                "insecurelyAllowClearText",
                "ignoreOtherBearerTokens",
                "peppers",
                "plans",
                "publicPaths",
                "routes",
                "corsPreflight",
                "legacyQuotaHeaders");
        Path store = path(document.get("store"));
        return new FilterConfiguration(document, store, routes(document), document.flagOrFalse("legacyQuotaHeaders"));
    }

    /** Returns the path that a text names. */
    static Path path(JsonValue value) {
        String text = value.text();
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            // Its message would repeat the text.
            throw value.wrong("write the path of a file");
        }
    }

    /**
     * Opens the store.
     *
     * @throws JsonException if its file does not exist and {@code createStore} is not set: an empty store would deny
     *     every key
     * @throws io.keystile.store.StoreException if the file cannot be read
     */
    JsonFileApiKeyStore openStore() {
        if (document.flagOrFalse("createStore")) {
            return JsonFileApiKeyStore.open(store);
        }
        try {
            return JsonFileApiKeyStore.openExisting(store);
        } catch (IllegalArgumentException e) {
            throw document.get("store")
                    .wrong(e.getMessage() + ", or write \"createStore\": true to start without keys");
        }
    }

    /** Builds an authenticator of the keys in {@code opened}. */
    ApiKeyAuthenticator authenticator(ApiKeyStore opened) {
        AuthenticatorBuilder builder =
                ApiKeyAuthenticator.builder(opened, document.get("brand").as(ApiKeyFormat::ofBrand));
        JsonValue environments = document.get("environments");
        if (environments.items().isEmpty()) {
            throw environments.wrong("name the environments of the keys to accept, such as [\"live\"]");
        }
        environments.items().forEach(environment -> environment.as(builder::environments));
        document.items("services").forEach(service -> service.as(builder::service));
        if (document.has("realm")) {
            document.get("realm").as(builder::realm);
        }
        if (document.has("apiKeyHeader")) {
            document.get("apiKeyHeader").as(builder::apiKeyHeader);
        }
        if (document.flagOrFalse("insecurelyAllowClearText")) {
            builder.insecurelyAllowClearText();
        }
        if (document.flagOrFalse("ignoreOtherBearerTokens")) {
            builder.ignoreOtherBearerTokens();
        }
        if (document.has("plans")) {
            builder.plans(PlansJson.read(document.get("plans")));
        }
        SecretHasher hasher = PepperSources.hasher(document, System::getenv);
        if (hasher != null) {
            builder.hasher(hasher);
        }
        return builder.clientAddresses(clientAddresses()).build();
    }

    private ClientAddressResolver clientAddresses() {
        if (document.has("trustedProxies") != document.has("forwardingHeader")) {
            throw document.value().wrong("trustedProxies and forwardingHeader go together; write both or none");
        }
        if (!document.has("trustedProxies")) {
            return ClientAddressResolver.direct();
        }
        List<CidrBlock> proxies = document.get("trustedProxies").textsAs(CidrBlock::parse);
        ForwardingHeader header = document.get("forwardingHeader").as(FilterConfiguration::forwardingHeader);
        return document.get("trustedProxies")
                .checked(() -> ClientAddressResolver.behind(IpAllowlist.of(proxies), header));
    }

    private static ForwardingHeader forwardingHeader(String name) {
        if (name.equalsIgnoreCase("Forwarded")) {
            return ForwardingHeader.FORWARDED;
        }
        if (name.equalsIgnoreCase("X-Forwarded-For")) {
            return ForwardingHeader.X_FORWARDED_FOR;
        }
        throw new IllegalArgumentException(
                "write the one header in which your proxies name the client: \"X-Forwarded-For\" or \"Forwarded\"");
    }

    private static Routes routes(JsonObject document) {
        Routes routes = Routes.protectAll();
        for (JsonValue path : document.items("publicPaths")) {
            routes = path.as(routes::open);
        }
        for (JsonValue route : document.items("routes")) {
            routes = withRoute(routes, JsonObject.of(route, "method", "path", "permissions", "cost", "keyOptional"));
        }
        return document.flagOrFalse("corsPreflight") ? routes.allowCorsPreflight() : routes;
    }

    private static Routes withRoute(Routes routes, JsonObject route) {
        List<Permission> permissions =
                route.has("permissions") ? route.get("permissions").textsAs(Permission::of) : List.of();
        Requirement ofOne = Requirement.ofAll(permissions);
        if (!route.has("cost")) {
            return withRule(routes, route, ofOne);
        }
        JsonValue cost = route.get("cost");
        return withRule(routes, route, cost.checked(() -> ofOne.withCost(Math.toIntExact(clamped(cost.number())))));
    }

    private static Routes withRule(Routes routes, JsonObject route, Requirement requirement) {
        String path = route.text("path");
        String method = route.textOrNull("method");
        String pattern = method == null ? path : method + " " + path;
        boolean keyOptional = route.flagOrFalse("keyOptional");
        return route.value()
                .checked(() ->
                        keyOptional ? routes.optional(pattern, requirement) : routes.require(pattern, requirement));
    }

    /** Returns the nearest int, which a requirement refuses if the number was out of bounds. */
    private static long clamped(long number) {
        return Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
    }
}
