package io.keystile.spring.boot;

import io.keystile.KeystileBuilder;

/**
 * Sets what properties cannot say. Beans of this type are called in their order, after the properties were applied and
 * before the {@link io.keystile.Keystile} bean is built.
 */
@FunctionalInterface
public interface KeystileCustomizer {
    /** Changes the builder of the {@link io.keystile.Keystile} bean. */
    void customize(KeystileBuilder builder);
}
