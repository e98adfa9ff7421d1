package io.keystile.spring.boot;

import io.keystile.Requirement;
import io.keystile.adapter.Routes;
import io.keystile.model.Permission;
import io.keystile.spring.boot.KeystileProperties.RouteProperties;
import java.util.ArrayList;
import java.util.List;

/** Makes routes of properties. Each wrong value is a {@link WrongPropertyException} that names its property. */
final class PropertyRoutes {
    private PropertyRoutes() {}

    /** Returns the routes of the properties. */
    static Routes of(KeystileProperties properties) {
        Routes routes = protectedPaths(properties);
        for (int i = 0; i < properties.publicPaths().size(); i++) {
            routes = WrongPropertyException.parse(
                    PropertySettings.item("public-paths", i),
                    properties.publicPaths().get(i),
                    routes::open,
                    "/docs/**, or GET /docs/** for one method");
        }
        for (int i = 0; i < properties.routes().size(); i++) {
            routes = with(
                    routes,
                    PropertySettings.item("routes", i),
                    properties.routes().get(i));
        }
        return properties.corsPreflight() ? routes.allowCorsPreflight() : routes;
    }

    /** Returns the routes that need any key on the protected paths, and none elsewhere. */
    static Routes protectedPaths(KeystileProperties properties) {
        return properties.protectedPaths().isEmpty()
                ? Routes.protectAll()
                : WrongPropertyException.parse(
                        "keystile.protected-paths",
                        properties.protectedPaths().toArray(String[]::new),
                        Routes::protectOnly,
                        "/api/**");
    }

    private static Routes with(Routes routes, String property, RouteProperties route) {
        String path = PropertySettings.required(property + ".path", route.path(), "/flows/*/execute");
        List<Permission> permissions = new ArrayList<>();
        for (int i = 0; i < route.permissions().size(); i++) {
            permissions.add(WrongPropertyException.parse(
                    property + ".permissions[" + i + "]", route.permissions().get(i), Permission::of, "flows:execute"));
        }
        Requirement free = Requirement.ofAll(permissions);
        Integer cost = route.cost();
        Requirement requirement =
                cost == null ? free : WrongPropertyException.parse(property + ".cost", cost, free::withCost, "10");
        String pattern = route.method() == null ? path : route.method() + " " + path;
        return WrongPropertyException.check(
                property,
                () -> route.keyOptional()
                        ? routes.optional(pattern, requirement)
                        : routes.require(pattern, requirement),
                property + ".method=POST and " + property + ".path=/flows/*/execute");
    }
}
