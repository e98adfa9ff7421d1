package io.keystile.jaxrs;

import io.keystile.adapter.RequestPath;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * The paths that may lead to a public method, or to one with an optional key. JAX-RS passes every method of the root
 * resources to it before the first request. So all other paths can be authenticated before matching, and before a
 * sub-resource locator runs. Thread-safe.
 */
final class PublicPaths implements DynamicFeature {
    private final ResourceRules rules;
    /** A set, because Jersey passes the resources that a locator returns again at every request. */
    private final Set<PathTemplate> templates = new CopyOnWriteArraySet<>();

    PublicPaths(ResourceRules rules) {
        this.rules = rules;
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Class<?> type = resource.getResourceClass();
        ResourceRules.Rule rule = rules.of(type, resource.getResourceMethod());
        if (rule.requirement().isPresent() && !rule.keyOptional()) {
            return;
        }
        Declarations declared = Declarations.of(type, resource.getResourceMethod());
        Path ofType = Declarations.nearest(declared.ofTypes(Path.class));
        Path ofMethod = Declarations.nearest(declared.ofMethods(Path.class));
        if (ofType != null) {
            templates.add(
                    ofMethod == null
                            ? PathTemplate.of(ofType.value())
                            : PathTemplate.of(ofType.value(), ofMethod.value()));
        }
    }

    /** Returns whether the path may lead to a method that needs no key. Whether it does is known after matching. */
    boolean mayContain(UriInfo uri) {
        return !templates.isEmpty()
                && !RequestPath.isAmbiguous(uri.getRequestUri().getRawPath())
                && (mayMatch(uri.getPath(true)) || mayMatch(uri.getPath(false)));
    }

    /** Only some implementations begin the path relative to the base URI with a slash. */
    private boolean mayMatch(String relative) {
        String path = relative.startsWith("/") ? relative : "/" + relative;
        return !RequestPath.isAmbiguous(path) && templates.stream().anyMatch(template -> template.mayMatch(path));
    }
}
