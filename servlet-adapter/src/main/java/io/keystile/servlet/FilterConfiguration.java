package io.keystile.servlet;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthenticatorBuilder;
import io.keystile.Requirement;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.SecretHasher;
import io.keystile.model.Permission;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.net.CidrBlock;
import io.keystile.net.ClientAddressResolver;
import io.keystile.net.ForwardingHeader;
import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The filter's settings, as the JSON file of the init parameter has them.
 *
 * @param document the whole document, whose properties are known
 * @param store where the file of the keys is
 * @param routes what each path asks for
 * @param legacyQuotaHeaders whether the old {@code X-RateLimit-*} headers are sent as well
 */
record FilterConfiguration(JsonValue document, Path store, Routes routes, boolean legacyQuotaHeaders) {
    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException if something is wrong with it; the message says where, and what to write instead
     */
    static FilterConfiguration read(String text) {
        JsonValue document = JsonValue.parse(text)
                .withOnly(
                        "store",
                        "brand",
                        "environments",
                        "realm",
                        "apiKeyHeader",
                        "trustedProxies",
                        "forwardingHeader",
                        "insecurelyAllowClearText",
                        "peppers",
                        "plans",
                        "publicPaths",
                        "routes",
                        "corsPreflight",
                        "legacyQuotaHeaders");
        Path store = document.get("store").as(Path::of);
        return new FilterConfiguration(document, store, routes(document), document.flag("legacyQuotaHeaders"));
    }

    /** Builds an authenticator of the keys in {@code opened}. */
    ApiKeyAuthenticator authenticator(ApiKeyStore opened) {
        AuthenticatorBuilder builder =
                ApiKeyAuthenticator.builder(opened, document.get("brand").as(ApiKeyFormat::ofBrand));
        if (document.get("environments").items().isEmpty()) {
            throw document.get("environments").wrong("name the environments of the keys to accept, such as [\"live\"]");
        }
        document.items("environments").forEach(environment -> environment.as(builder::environments));
        if (document.has("realm")) {
            document.get("realm").as(builder::realm);
        }
        if (document.has("apiKeyHeader")) {
            document.get("apiKeyHeader").as(builder::apiKeyHeader);
        }
        if (document.flag("insecurelyAllowClearText")) {
            builder.insecurelyAllowClearText();
        }
        if (document.has("plans")) {
            builder.plans(Plans.of(document.items("plans").stream()
                    .map(FilterConfiguration::plan)
                    .toArray(Plan[]::new)));
        }
        SecretHasher hasher = PepperSources.hasher(document, System::getenv);
        if (hasher != null) {
            builder.hasher(hasher);
        }
        return builder.clientAddresses(clientAddresses()).build();
    }

    private ClientAddressResolver clientAddresses() {
        if (document.has("trustedProxies") != document.has("forwardingHeader")) {
            throw document.wrong("trustedProxies and forwardingHeader go together; write both or none");
        }
        if (!document.has("trustedProxies")) {
            return ClientAddressResolver.direct();
        }
        List<CidrBlock> proxies = document.items("trustedProxies").stream()
                .map(block -> block.as(CidrBlock::parse))
                .toList();
        IpAllowlist trusted = document.get("trustedProxies").checked(() -> IpAllowlist.of(proxies));
        return ClientAddressResolver.behind(
                trusted, document.get("forwardingHeader").as(FilterConfiguration::forwardingHeader));
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

    private static Plan plan(JsonValue plan) {
        plan.withOnly("name", "limits", "allowlists");
        String name = plan.get("name").text();
        List<RateLimit> limits =
                plan.items("limits").stream().map(FilterConfiguration::limit).toList();
        boolean allowlists = plan.flag("allowlists");
        return plan.checked(() -> new Plan(name, limits, allowlists));
    }

    private static RateLimit limit(JsonValue limit) {
        limit.withOnly("name", "permits", "windowSeconds");
        String name = limit.get("name").text();
        long permits = limit.get("permits").number();
        Duration window = Duration.ofSeconds(limit.get("windowSeconds").number());
        return limit.checked(() -> RateLimit.of(name, permits, window));
    }

    private static Routes routes(JsonValue document) {
        Routes routes = Routes.protectAll();
        for (JsonValue path : document.items("publicPaths")) {
            routes = path.as(routes::open);
        }
        for (JsonValue route : document.items("routes")) {
            routes = withRoute(routes, route.withOnly("method", "path", "permissions", "cost"));
        }
        return document.flag("corsPreflight") ? routes.allowCorsPreflight() : routes;
    }

    private static Routes withRoute(Routes routes, JsonValue route) {
        List<Permission> permissions = route.items("permissions").stream()
                .map(permission -> permission.as(Permission::of))
                .toList();
        Requirement requirement = new Requirement(permissions, 1);
        if (route.has("cost")) {
            JsonValue cost = route.get("cost");
            requirement = cost.checked(() -> new Requirement(permissions, Math.toIntExact(clamped(cost.number()))));
        }
        return withRule(routes, route, requirement);
    }

    private static Routes withRule(Routes routes, JsonValue route, Requirement requirement) {
        String path = route.get("path").text();
        String method = method(route);
        return route.checked(() -> routes.require(method == null ? path : method + " " + path, requirement));
    }

    private static @Nullable String method(JsonValue route) {
        return route.has("method") ? route.get("method").text() : null;
    }

    /** Keeps a number that is out of an int's bounds out of a requirement's. */
    private static long clamped(long number) {
        return Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
    }
}
