package io.keystile.spring.boot;

import io.keystile.adapter.Routes;
import io.keystile.model.Permission;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

/**
 * Says in springdoc's document how keys are sent, which operations need one, with which permissions, and what a denial
 * looks like. The permissions of an operation are those of its route and of {@link OperationPermissions}.
 */
final class KeystileOpenApi implements GlobalOpenApiCustomizer {
    private static final String BEARER = "apiKeyBearer";
    private static final String HEADER = "apiKeyHeader";

    private final Routes routes;
    private final String apiKeyHeader;

    KeystileOpenApi(Routes routes, String apiKeyHeader) {
        this.routes = routes;
        this.apiKeyHeader = apiKeyHeader;
    }

    @Override
    public void customise(OpenAPI document) {
        if (document.getComponents() == null) {
            document.setComponents(new Components());
        }
        document.getComponents()
                .addSecuritySchemes(
                        BEARER,
                        new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer"))
                .addSecuritySchemes(
                        HEADER,
                        new SecurityScheme()
                                .type(SecurityScheme.Type.APIKEY)
                                .in(SecurityScheme.In.HEADER)
                                .name(apiKeyHeader));
        if (document.getPaths() != null) {
            document.getPaths().forEach(this::describe);
        }
    }

    private void describe(String template, PathItem item) {
        // Any text stands for a variable: patterns of routes have * in its place.
        String path = template.replaceAll("\\{[^/}]*}", "x");
        item.readOperationsMap().forEach((method, operation) -> describe(method.name(), path, operation));
    }

    private void describe(String method, String path, Operation operation) {
        Set<String> permissions = new TreeSet<>(OperationPermissions.take(operation));
        if (routes.isOpen(method, path, header -> null)) {
            return;
        }
        routes.requirementOf(method, path).permissions().stream()
                .map(Permission::value)
                .forEach(permissions::add);
        List<String> sorted = new ArrayList<>(permissions);
        operation.addSecurityItem(new SecurityRequirement().addList(BEARER, sorted));
        operation.addSecurityItem(new SecurityRequirement().addList(HEADER, sorted));
        if (routes.isKeyOptional(method, path)) {
            operation.addSecurityItem(new SecurityRequirement());
        }
        if (!sorted.isEmpty()) {
            String needs = "Needs " + String.join(", ", sorted) + ".";
            String before = operation.getDescription();
            operation.setDescription(before == null ? needs : before + "\n\n" + needs);
        }
        addDenials(operation);
    }

    private static void addDenials(Operation operation) {
        if (operation.getResponses() == null) {
            operation.setResponses(new ApiResponses());
        }
        ApiResponses responses = operation.getResponses();
        responses.computeIfAbsent("401", status -> denial("The key is missing or wrong", "WWW-Authenticate"));
        responses.computeIfAbsent(
                "403", status -> denial("The key lacks a permission, or this address", "WWW-Authenticate"));
        responses.computeIfAbsent(
                "429",
                status -> denial("A limit of the key is exhausted", "Retry-After", "RateLimit", "RateLimit-Policy"));
    }

    private static ApiResponse denial(String description, String... headers) {
        ApiResponse response = new ApiResponse().description(description);
        for (String header : headers) {
            response.addHeaderObject(header, new Header().schema(new StringSchema()));
        }
        return response;
    }
}
