package io.keystile.spring.boot;

import io.keystile.adapter.Routes;

/**
 * Adds rules in code to the routes of the properties. Beans of this type are called in their order. A bean of type
 * {@link Routes}, in contrast, replaces them all, with the paths that are open by themselves.
 */
@FunctionalInterface
public interface RoutesCustomizer {
    /** Returns {@code routes} with further rules. */
    Routes customize(Routes routes);
}
