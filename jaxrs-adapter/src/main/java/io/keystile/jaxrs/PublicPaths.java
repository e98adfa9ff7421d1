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
 * Which paths may lead to a public method. JAX-RS shows it every method of the root resources before the first request;
 * that is what lets the key be asked for before anything is matched, or a sub-resource locator is run. Thread-safe.
 */
final class PublicPaths implements DynamicFeature {
    private final ResourceRules rules;
    /** A set, for Jersey shows what a locator builds at every request. */
    private final Set<PathTemplate> templates = new CopyOnWriteArraySet<>();

    PublicPaths(ResourceRules rules) {
        this.rules = rules;
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Class<?> type = resource.getResourceClass();
        if (rules.of(type, resource.getResourceMethod()).isPresent()) {
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

    /** Tells whether the path may be a public method's; whether it is, only the matched method tells. */
    boolean mayContain(UriInfo uri) {
        return !templates.isEmpty()
                && !RequestPath.isAmbiguous(uri.getRequestUri().getRawPath())
                && (mayMatch(uri.getPath(true)) || mayMatch(uri.getPath(false)));
    }

    /** Some begin what is relative to the base URI with a slash, some do not. */
    private boolean mayMatch(String relative) {
        String path = relative.startsWith("/") ? relative : "/" + relative;
        return !RequestPath.isAmbiguous(path) && templates.stream().anyMatch(template -> template.mayMatch(path));
    }
}
